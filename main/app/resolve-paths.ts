import { fail, succeed, type Result } from '../../shared/contract/result.ts'
import type { PathRegistry } from './sources.ts'

export interface Registries {
  readonly sources: PathRegistry
  readonly destinations: PathRegistry
}

/** The real paths of all `sourceId`s and `destinationId`s in a request's arguments, by id. */
export function resolvePaths(args: unknown, registries: Registries): Result<Record<string, string>> {
  const paths: Record<string, string> = {}
  for (const { key, id } of idsIn(args)) {
    const path = registries[key === 'sourceId' ? 'sources' : 'destinations'].pathOf(id)
    if (path === undefined) {
      return key === 'sourceId'
        ? fail('source-unknown', { sourceId: id })
        : fail('destination-unknown', { destinationId: id })
    }
    paths[id] = path
  }
  return succeed(paths)
}

function* idsIn(value: unknown): Generator<{ key: 'sourceId' | 'destinationId'; id: string }> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if ((key === 'sourceId' || key === 'destinationId') && typeof inner === 'string') yield { key, id: inner }
    else yield* idsIn(inner)
  }
}
