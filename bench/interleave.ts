/** What is measured in turns: `block` runs so many steps and returns their seconds. */
export interface Runner {
  block(steps: number): Promise<number>
}

export interface Pace {
  readonly rounds: number
  /** How long one turn should take; at least one step is run. */
  readonly blockSeconds: number
}

/** A step slower than this needs one warm-up step and not two. */
const SLOW_STEP_SECONDS = 8

/**
 * Lets all runners work in turns, so that whatever else the machine does meets all alike. Every other round goes backwards.
 * Warm-up steps come first and don't count.
 *
 * @returns seconds per step of each runner in each round, `[runner][round]`
 */
export async function interleave(runners: readonly Runner[], { rounds, blockSeconds }: Pace): Promise<number[][]> {
  const steps: number[] = []
  for (const runner of runners) {
    let seconds = await runner.block(1)
    if (seconds < SLOW_STEP_SECONDS) seconds = await runner.block(1)
    steps.push(Math.max(1, Math.round(blockSeconds / seconds)))
  }
  const measured = runners.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    const order = [...runners.keys()]
    if (round % 2 === 1) order.reverse()
    for (const index of order) {
      const count = steps[index] as number
      measured[index]?.push(((await runners[index]?.block(count)) ?? NaN) / count)
    }
  }
  return measured
}
