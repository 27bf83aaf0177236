import '../jitless.ts'
import recorded from '../../test/fixtures/recorded-run.json'
import probe from '../../test/fixtures/machine-probe.json'
import type { Recording } from './recording.ts'
import { createReplayBridge, type Scene } from './replay.ts'

/** `replay.html?scene=fresh&speed=40`: which story is told, and how many times faster than it was recorded. */
const query = new URLSearchParams(location.search)

window.workbench = createReplayBridge({ ...recorded, probe } as unknown as Recording, {
  scene: (query.get('scene') ?? 'done') as Scene,
  speed: Number(query.get('speed') ?? 1),
})
await import('../main.ts')
