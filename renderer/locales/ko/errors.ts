import type { ErrorCode } from '../../../shared/contract/errors.ts'

/** The Korean sentence of every failure: what was received, what is allowed, what to do. */
export const errorsKo: Readonly<Record<ErrorCode, string>> = {
  'input-too-small':
    '입력 크기로 {received} px를 지정했지만 {stem} 스템은 {minimum} px 이상이 필요합니다. 입력 크기를 키우거나, 32~70 px 이미지라면 작은 스템을 고르세요.',
  'option-invalid': '{option}에 {received}을(를) 넣었습니다. 허용되는 값: {allowed}. 고친 뒤 다시 시도하세요.',
  'not-found': '{path}이(가) 없습니다. 이름을 확인하거나 옮겨졌는지 살펴보세요.',
  'permission-denied': '{path}을(를) 읽거나 쓸 권한이 없습니다. 권한을 바꾸거나 다른 위치를 고르세요.',
  'disk-full': '{path}이(가) 있는 디스크가 가득 찼습니다. 공간을 비운 뒤 마지막 체크포인트부터 이어서 진행하세요.',
  'not-a-dataset':
    '{path}은(는) 클래스별 폴더가 든 폴더도, 그런 폴더를 묶은 zip도 아닙니다. 그런 폴더나 zip을 끌어다 놓으세요.',
  'dataset-empty':
    '{path}에 읽을 수 있는 이미지가 없습니다. 클래스마다 폴더를 만들고 JPEG, PNG, WebP, BMP, GIF 파일을 넣으세요.',
  'dataset-one-class':
    '{path}에는 "{label}" 클래스 하나뿐입니다. 학습하려면 둘 이상이 필요합니다. 다른 클래스의 폴더를 추가하세요.',
  'dataset-too-few': '쓸 수 있는 이미지를 {usable}장 찾았습니다. 적어도 {minimum}장이 필요합니다. 이미지를 추가하세요.',
  'dataset-unknown': '데이터셋 {datasetId}이(가) 열려 있지 않습니다. 폴더를 다시 여세요.',
  'archive-unsafe':
    '{path}에 압축을 푸는 폴더 밖으로 나가는 항목 "{entry}"이(가) 있습니다. 그 항목을 빼고 압축을 다시 만드세요.',
  'archive-too-large': '{path}은(는) 풀면 {limit}을(를) 넘습니다. 직접 압축을 풀고 그 폴더를 여세요.',
  'archive-invalid': '{path}은(는) 온전한 zip 파일이 아닙니다. 다시 내려받거나 다시 만드세요.',
  'image-unreadable':
    '{path}을(를) 이미지로 읽을 수 없습니다. JPEG, PNG, WebP, BMP, GIF를 읽을 수 있으니 파일을 바꾸세요.',
  'download-failed':
    '{what}을(를) 내려받지 못했습니다({detail}). npm이 레지스트리에 닿는지(npm ping) 확인하고 다시 시도하세요.',
  'run-unknown': '실행 {runId}이(가) 없습니다. 실행 목록에서 고르세요.',
  'run-locked': '실행 {runId}을(를) 다른 창이나 명령이 쓰고 있습니다. 끝나기를 기다리거나 그쪽을 멈추세요.',
  'run-invalid': '{path}은(는) 온전한 실행 폴더가 아닙니다({detail}). 다른 실행을 고르세요.',
  'run-without-checkpoint':
    '실행 {runId}에는 아직 체크포인트가 없습니다. 먼저 한 에폭을 마치거나 2분 동안 학습해야 합니다.',
  'training-active': '실행 {runId}이(가) 지금 학습 중입니다. 먼저 멈추세요.',
  'training-inactive': '실행 {runId}은(는) 학습 중이 아닙니다. 먼저 시작하세요.',
  'training-diverged': '{step}스텝에서 손실이 더는 숫자가 아닙니다. 학습률을 낮춰 다시 시작하세요.',
  'model-format-unknown':
    '{path}은(는) 읽을 수 있는 모델이 아닙니다. 실행 폴더, 내보낸 폴더, .keras, .h5, .weights.h5, .safetensors, tfjs model.json을 읽을 수 있습니다.',
  'certificate-invalid': '{path}은(는) 확인할 수 있는 인증서가 아닙니다({detail}). 모델을 다시 내보내세요.',
  'model-invalid':
    '{path}을(를) 모델로 읽지 못했습니다({detail}). 읽을 수 있는 레이어로 된 모델 전체를 .keras로 다시 저장하세요.',
  'model-is-program':
    '{path}({format})은(는) 프로그램입니다. 쓰기만 하고 실행하거나 읽지 않습니다. 모델을 .keras로 저장해서 여세요.',
  'model-unknown': '가져온 모델 {modelId}이(가) 없습니다. 파일을 다시 가져오세요.',
  'pretrained-unavailable':
    '{url}에서 가중치 {name}을(를) 받지 못했습니다({detail}). 받은 만큼은 남아 다음에 이어집니다. 네트워크가 없으면 다른 컴퓨터에서 받은 파일을 주세요: xw pretrained get {name} --file 파일',
  'pretrained-mismatch':
    '{path}은(는) 공개된 파일이 아닙니다. MD5가 {expected}여야 하는데 {received}입니다. 지우고 다시 받으세요.',
  'model-untrained':
    '{path}에는 머리 부분의 가중치 {weights}개가 없어 답이 무작위입니다. 먼저 학습하세요: xw train DIR --from {path}',
  'model-labels-mismatch':
    '데이터셋의 클래스는 {received}인데 모델이 아는 것은 {expected}입니다. 클래스 이름이 같은 데이터셋을 쓰세요.',
  'destination-not-empty': '{path}이(가) 비어 있지 않습니다. 빈 폴더나 새 폴더를 고르세요.',
  'destination-unknown': '폴더 {destinationId}은(는) 이 창에서 고른 것이 아닙니다. 다시 고르세요.',
  'source-unknown': '{sourceId}은(는) 이 창에 끌어다 놓거나 고른 것이 아닙니다. 다시 끌어다 놓으세요.',
  'layer-unsupported': '이 형식에는 {layer}({kind}) 층을 나타낼 방법이 없습니다. .keras처럼 다른 형식으로 내보내세요.',
  'layer-unknown': '모델 {model}에 {layer} 층이 없습니다. 모델에 있는 층을 고르세요.',
  'checkpoint-unknown': '실행 {runId}에 체크포인트 {checkpoint}이(가) 더 이상 없습니다. 다른 것을 고르세요.',
  'evaluation-unknown': '예측 결과 {evaluationId}이(가) 더 이상 남아 있지 않습니다. 모델을 다시 평가하세요.',
  'export-mismatch':
    '{format} 파일을 다시 읽어 보니 확률이 {difference}만큼 다릅니다. {allowed}까지 허용됩니다. 파일은 남기지 않았습니다.',
  'engine-unavailable': '학습 엔진을 시작할 수 없습니다({detail}). 터미널에서 `npm run xw -- doctor`를 실행해 보세요.',
  'engine-crashed':
    '학습 엔진이 끝났습니다({signal}). 다시 시작하고 있으며, 마지막 체크포인트부터 이어 갈 수 있습니다.',
  'out-of-memory':
    '메모리가 약 {neededBytes} 필요한데 {availableBytes} 남아 있습니다. 배치, 입력 크기나 너비를 줄이세요.',
  cancelled: '취소했습니다. 원할 때 다시 시작하세요.',
  'request-invalid': '요청 {request}이(가) 잘못되었습니다({detail}). 프로그램의 결함이니 알려 주세요.',
  internal: '내부에서 문제가 생겼습니다({detail}). 프로그램의 결함이니 기록과 함께 알려 주세요.',
}
