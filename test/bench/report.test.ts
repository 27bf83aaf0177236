import { describe, expect, test } from 'vitest'
import { bestOfFamilies, bestSettings } from '../../bench/best.ts'
import type { Family } from '../../bench/engines/engine.ts'
import type { ConfigurationResult, Measurement } from '../../bench/measure.ts'
import { describeCheck } from '../../bench/gradient-check.ts'
import { writeReport } from '../../bench/report.ts'
import { flopsPerImage, type Workload } from '../../bench/workload.ts'

const workload: Workload = {
  task: 'train',
  model: 'full',
  inputSize: 299,
  batch: 8,
  width: 1,
  classes: 1000,
  threads: 2,
}

function measured(family: Family, setting: string, imagesPerSecond: number, peakBytes: number): Measurement {
  const ratio = 4 / imagesPerSecond
  return {
    family,
    title: family,
    setting,
    imagesPerSecond,
    ratio: family === 'ours' ? null : { median: ratio, min: ratio - 0.1, max: ratio + 0.1 },
    peakBytes,
    firstStepSeconds: 9.87,
    stepSeconds: [8 / imagesPerSecond],
  }
}

const result: ConfigurationResult = {
  id: 'train-299-8',
  workload,
  measurements: [
    measured('ours', '', 4, 3e9),
    measured('keras', 'slow', 2, 5e9),
    measured('keras', 'fast', 3.2, 4e9),
    measured('stock-tfjs', '', 0.5, 12e9),
  ],
  failures: [{ title: 'PyTorch', setting: 'compiled', reason: 'a long story\nno compiler' }],
  peakFlops: 400e9,
  foreignLoad: 0.123,
  versions: { Keras: '3.15.1' },
}

const report = writeReport({
  date: '2026-01-02',
  machine: 'a machine',
  rounds: 5,
  results: [result],
  correctness: 'The same step.',
  pipeline: '',
})

/** Cells of the first row below a head that begins so. */
function rowUnder(head: string): readonly string[] {
  const lines = report.split('\n')
  const at = lines.findIndex((line) => line.startsWith(head))
  return (lines[at + 2] ?? '').split('|').map((cell) => cell.trim())
}

describe('the best of a family', () => {
  test('is the setting that comes nearest to ours', () => {
    expect(bestOfFamilies(result).get('keras')?.setting).toBe('fast')
    expect(bestSettings(result)).toEqual([
      ['keras', 'fast'],
      ['stock-tfjs', ''],
    ])
  })
})

describe('the report', () => {
  test('holds ours against the best of each, with the spread, and leaves out who was not measured', () => {
    expect(report).toContain('|  | images/s, ours | Keras graph | stock tfjs-node |')
    expect(rowUnder('|  | images/s, ours')).toEqual([
      '',
      'training, 299, batch 8',
      '4.00',
      '1.25 (1.15 to 1.35)',
      '8.00 (7.90 to 8.10)',
      '',
    ])
  })
  test('divides our memory by theirs', () => {
    expect(rowUnder('|  | ours |')).toEqual(['', 'training, 299, batch 8', '3.00 GB', '0.75', '0.25', ''])
  })
  test('says how far a step is from the peak', () => {
    const perImage = 3 * 2 * 8_357_403_496
    expect(flopsPerImage(workload)).toBe(perImage)
    const share = `${((100 * 4 * perImage) / 400e9).toFixed(0)} %`
    expect(rowUnder('|  | GF an image')).toEqual(['', 'training, 299, batch 8', '50.1', '201', '400', share, ''])
  })
  test('lists every setting, what failed, the load of others, versions and the check', () => {
    expect(report).toContain('keras, slow | 2.00 |')
    expect(report).toContain('- training, 299, batch 8: PyTorch, compiled did not run: no compiler')
    for (const text of ['12 % of the cores', 'Keras 3.15.1', '2026-01-02: a machine', 'The same step.'])
      expect(report).toContain(text)
  })
})

test('the check of the gradients is said in words, with the worst weight of each', () => {
  const comparison = (ours: number, keras: number) => ({
    ours: { weight: 'a/kernel', error: ours, median: 3e-6 },
    keras: { weight: 'b/beta', error: keras, median: 2e-6 },
  })
  const text = describeCheck({ plain: comparison(6.8e-3, 6.7e-3), smooth: comparison(1.23e-5, 4e-6) })
  for (const part of [
    '1.2e-5 (`a/kernel`), median 3.0e-6',
    'off: 4.0e-6 (`b/beta`), median 2.0e-6',
    '6.8e-3',
    '6.7e-3',
  ])
    expect(text).toContain(part)
})
