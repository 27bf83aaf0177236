import type { Curve } from './learning.ts'

/** A Markdown table of validation accuracy after each epoch, a column for each seed and engine. */
export function learningTable(pairs: readonly { readonly ours: Curve; readonly keras: Curve }[]): string {
  const columns = pairs.flatMap(({ ours, keras }) => [
    { head: `ours, seed ${ours.seed}`, ...ours },
    { head: `Keras, seed ${keras.seed}`, ...keras },
  ])
  const epochs = Math.max(...columns.map(({ accuracy }) => accuracy.length))
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const lines = Array.from({ length: epochs }, (_, epoch) =>
    row([String(epoch + 1), ...columns.map(({ accuracy }) => (accuracy[epoch] ?? NaN).toFixed(4))]),
  )
  return [
    row(['epoch', ...columns.map(({ head }) => head)]),
    row(['---', ...columns.map(() => '---')]),
    ...lines,
    row(['seconds of steps', ...columns.map(({ seconds }) => seconds.toFixed(0))]),
  ].join('\n')
}
