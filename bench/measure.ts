import { startChild, type BenchChild } from './child.ts'
import type { Configuration } from './configurations.ts'
import { contenderName, type Contender, type Family, type Programs } from './engines/engine.ts'
import { matmul, MATMUL_FLOPS } from './engines/matmul.ts'
import { ours } from './engines/ours.ts'
import type { Heat } from './heats.ts'
import { interleave, type Pace } from './interleave.ts'
import { busyShare } from './machine.ts'
import { median, speedRatio, type Spread } from './ratios.ts'
import type { Workload } from './workload.ts'

/** One engine with one setting on one workload. */
export interface Measurement {
  readonly family: Family
  readonly title: string
  readonly setting: string
  readonly imagesPerSecond: number
  /** Ours against it, in the rounds of the same heat; null for ours. */
  readonly ratio: Spread | null
  readonly peakBytes: number
  readonly firstStepSeconds: number
  /** In the order of the rounds. */
  readonly stepSeconds: readonly number[]
}

export interface ConfigurationResult {
  readonly id: string
  readonly workload: Workload
  readonly measurements: readonly Measurement[]
  /** What could not be measured, and why. */
  readonly failures: readonly { readonly title: string; readonly setting: string; readonly reason: string }[]
  /** Floating-point operations per second of one large matrix product in the same rounds. */
  readonly peakFlops: number
  /** Largest share of the cores, 0..1, that other work took while all children waited for their turns to begin. */
  readonly foreignLoad: number
  readonly versions: Readonly<Record<string, string>>
}

export interface Paces {
  readonly usual: Pace
  readonly slow: Pace
}

/** Enough for the peak, whatever a turn of the others takes. */
const MATMUL_STEPS = 3
/** How long the machine is listened to while all of ours wait. */
const LISTEN_MS = 1000

/** Measures one configuration, heat after heat; ours runs in all of them, in one process. */
export async function measureConfiguration(
  { id, workload }: Configuration,
  heats: readonly Heat[],
  programs: Programs,
  paces: Paces,
  say: (text: string) => void,
): Promise<ConfigurationResult> {
  const usual = (engine: typeof ours): Contender => ({ engine, setting: engine.settings[0] as Contender['setting'] })
  const own = await startChild(usual(ours), workload, programs)
  const peak = await startChild(usual(matmul), workload, programs)
  const measurements: Measurement[] = []
  const failures: { title: string; setting: string; reason: string }[] = []
  const ownSteps: number[] = []
  const peakSteps: number[] = []
  let foreignLoad = 0
  let versions = { ...own.versions }
  for (const { contenders, slow } of heats) {
    const children: BenchChild[] = []
    for (const contender of contenders) {
      try {
        children.push(await startChild(contender, workload, programs))
      } catch (error) {
        const reason = (error as Error).message
        say(`  ${contenderName(contender)} failed: ${reason}`)
        failures.push({ title: contender.engine.title, setting: contender.setting.name, reason })
      }
    }
    foreignLoad = Math.max(foreignLoad, await busyShare(LISTEN_MS))
    const product = { block: async (steps: number) => (steps * (await peak.block(MATMUL_STEPS))) / MATMUL_STEPS }
    const [ownSeconds = [], productSeconds = [], ...seconds] = await interleave(
      [own, product, ...children],
      slow ? paces.slow : paces.usual,
    )
    ownSteps.push(...ownSeconds)
    peakSteps.push(...productSeconds)
    for (const [index, child] of children.entries()) {
      versions = { ...versions, ...child.versions }
      const ratio = speedRatio(ownSeconds, seconds[index] ?? [])
      const measured = await measurement(child, workload, seconds[index] ?? [], ratio)
      say(`  ${describe(measured)}`)
      measurements.push(measured)
    }
  }
  await peak.stop()
  const measured = await measurement(own, workload, ownSteps, null)
  say(`  ${describe(measured)}`)
  return {
    id,
    workload,
    measurements: [measured, ...measurements],
    failures,
    peakFlops: MATMUL_FLOPS / Math.min(...peakSteps),
    foreignLoad,
    versions,
  }
}

async function measurement(
  child: BenchChild,
  { batch }: Workload,
  stepSeconds: readonly number[],
  ratio: Spread | null,
): Promise<Measurement> {
  const { engine, setting } = child.contender
  return {
    family: engine.family,
    title: engine.title,
    setting: setting.name,
    imagesPerSecond: batch / median(stepSeconds),
    ratio,
    peakBytes: await child.stop(),
    firstStepSeconds: child.firstStepSeconds,
    stepSeconds,
  }
}

function describe({ title, setting, imagesPerSecond, ratio, peakBytes, firstStepSeconds }: Measurement): string {
  const against = ratio ? `, ours ${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}-${ratio.max.toFixed(2)})` : ''
  const memory = `${(peakBytes / 1e9).toFixed(1)} GB, first step ${firstStepSeconds.toFixed(0)} s`
  return `${title}${setting && `, ${setting}`}: ${imagesPerSecond.toPrecision(3)} images/s${against}, ${memory}`
}
