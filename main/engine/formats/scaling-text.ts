/** Decimals that a person reads; the preprocessing itself has all. */
const DIGITS = 6

const rounded = (value: number) => Number(value.toPrecision(DIGITS))

/** What is done to pixels in 0..255, as people write it: `x / 127.5 - 1` for a scale of 1/127.5 and an offset of -1. */
export function scalingText({ scale, offset }: { readonly scale: number; readonly offset: number }): string {
  const divisor = rounded(1 / scale)
  const isShort = String(divisor).length < String(rounded(scale)).length
  const scaled = scale === 1 ? 'x' : isShort ? `x / ${divisor}` : `x * ${rounded(scale)}`
  const shift = rounded(Math.abs(offset))
  return shift === 0 ? scaled : `${scaled} ${offset < 0 ? '-' : '+'} ${shift}`
}
