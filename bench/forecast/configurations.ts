/** Runs whose forecasts are compared with what happens, as `xw train` takes them: sizes, widths, batches, repeats, orders. */
export const CONFIGURATIONS: readonly string[] = [
  '--input-size 32 --width 0.25 --batch 32',
  '--input-size 32 --width 0.25 --batch 1',
  '--input-size 32 --width 1 --middle 2 --batch 32',
  '--input-size 48 --width 0.25 --batch 16 --order pointwise-first',
  '--input-size 64 --width 0.5 --batch 8 --optimizer adam',
  '--input-size 71 --width 0.75 --batch 16 --activation relu',
  '--input-size 96 --width 1 --batch 4',
  '--input-size 150 --width 0.5 --batch 8 --middle 4',
  '--input-size 224 --width 0.5 --batch 4 --no-residuals',
  '--input-size 299 --width 0.25 --batch 4',
  '--input-size 299 --width 1 --batch 1',
  '--input-size 299 --width 1 --batch 4',
]
