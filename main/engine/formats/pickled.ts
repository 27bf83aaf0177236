/** What is said of a pickle, which `torch.save` writes, in a zip or, long ago, alone. */
export const PICKLED =
  'it is a pickle, as PyTorch saves: a program, which is never run; its state dict can be read as safetensors'
