import type { AppError, ErrorCode } from './errors.ts'

/** What was received, what is allowed, what to do. `{name}` stands for the error's data. */
export const errorText: Readonly<Record<ErrorCode, string>> = {
  'input-too-small':
    'an input of {received} pixels was asked for; the {stem} stem takes {minimum} or more; choose a larger input size, or the small stem for 32 to 70 pixels',
  'option-invalid': '{option} was given as {received}; allowed is {allowed}; correct it and try again',
  'not-found': '{path} is not there; check the name, or whether it was moved',
  'permission-denied': '{path} may not be read or written by you; change its permissions or choose another place',
  'disk-full': 'the disk that holds {path} is full; free some space and go on from the last checkpoint',
  'not-a-dataset': '{path} is neither a folder of class folders nor a zip of one; drop such a folder or zip',
  'dataset-empty':
    '{path} holds no readable images; give it a folder for each class, with JPEG, PNG, WebP, BMP or GIF files in it',
  'dataset-one-class':
    '{path} holds only the class "{label}"; training needs two or more; add a folder for another class',
  'dataset-too-few': '{usable} usable images were found; at least {minimum} are needed; add images',
  'dataset-unknown': 'the dataset {datasetId} is not open; open its folder again',
  'archive-unsafe':
    '{path} holds the entry "{entry}", which would leave the folder that it is unpacked into; make the archive again without it',
  'archive-too-large': '{path} unpacks to more than {limit}; unpack it yourself and open the folder',
  'archive-invalid': '{path} is not a whole zip archive; download or make it again',
  'image-unreadable': '{path} could not be read as an image; JPEG, PNG, WebP, BMP and GIF are; replace it',
  'download-failed':
    '{what} could not be downloaded ({detail}); see whether npm reaches its registry (npm ping), and try again',
  'run-unknown': 'there is no run {runId}; `xw runs` lists those that there are',
  'run-locked': 'run {runId} is in use by another window or command; wait for it or stop it',
  'run-invalid': '{path} is not a whole run folder ({detail}); choose another run',
  'run-without-checkpoint': 'run {runId} has no checkpoint yet; it has to finish an epoch or two minutes first',
  'training-active': 'run {runId} is training now; stop it first',
  'training-inactive': 'run {runId} is not training; start it first',
  'training-diverged': 'the loss is no longer a number at step {step}; start again with a smaller learning rate',
  'model-format-unknown':
    '{path} is not a model that can be read; a run folder, an exported folder, .keras, .h5, .weights.h5, .safetensors and tfjs model.json can',
  'certificate-invalid': '{path} is no certificate that can be checked ({detail}); export the model again',
  'model-invalid':
    '{path} could not be read as a model ({detail}); save the whole model again, as .keras and of layers that are read',
  'model-is-program':
    '{path} ({format}) is a program, which is written but never run or read here; save the model as .keras and open that',
  'model-unknown': 'there is no imported model {modelId}; import its file again',
  'pretrained-unavailable':
    'the weights {name} could not be had from {url} ({detail}); what came is kept and goes on next time; without a network, bring the file from another machine and give it: xw pretrained get {name} --file FILE',
  'pretrained-mismatch':
    '{path} is not the published file: its MD5 is {received} and should be {expected}; delete it and download it again',
  'model-untrained':
    '{path} lacks {weights} weights of its head, which would answer at random; train it first: xw train DIR --from {path}',
  'model-labels-mismatch':
    'the dataset has the classes {received}; the model knows {expected}; use a dataset with the same class names',
  'destination-not-empty': '{path} is not empty; choose an empty or a new folder',
  'destination-unknown': 'the folder {destinationId} was not chosen in this window; choose it again',
  'source-unknown': 'the source {sourceId} was not dropped or chosen in this window; drop it again',
  'layer-unsupported':
    'the format has no words for the layer {layer} ({kind}); export to another format, .keras for one',
  'layer-unknown': 'the model {model} has no layer {layer}; choose one of its layers',
  'checkpoint-unknown': 'run {runId} no longer has the checkpoint {checkpoint}; choose another one',
  'evaluation-unknown': 'the predictions {evaluationId} are no longer kept; evaluate the model again',
  'export-mismatch':
    'the {format} export read back differs by {difference} in a probability; at most {allowed} is allowed; the files were not kept',
  'engine-unavailable': 'the training engine cannot start ({detail}); run `npm run xw -- doctor`',
  'engine-crashed':
    'the training engine ended ({signal}); it is started again, and the run can go on from its last checkpoint',
  'out-of-memory':
    'about {neededBytes} bytes of memory are needed and {availableBytes} are free; choose a smaller batch, input size or width',
  cancelled: 'it was cancelled; start it again when you want it',
  'request-invalid': 'the request {request} was malformed ({detail}); this is a bug, please report it',
  internal: 'something went wrong inside ({detail}); this is a bug, please report it with the log',
}

/** The English sentence of an error, with its data filled in. */
export function formatError(error: AppError): string {
  const data = error.data as Readonly<Record<string, string | number>>
  const sentence = errorText[error.code].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(data[name]))
  return error.cause ? `${sentence} (${error.cause})` : sentence
}
