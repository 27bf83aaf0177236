import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'

export interface NamedSource {
  readonly id: string
  /** The file's or folder's own name, for people. */
  readonly name: string
}

/**
 * What the user dropped or chose in this session, by opaque ids: the page never learns a path, and cannot make the
 * engine read or write where the user did not point.
 */
export interface PathRegistry {
  /** The same path gets the same id. */
  add(path: string): NamedSource
  /** Undefined for an id that this registry did not give out. */
  pathOf(id: string): string | undefined
}

/** @param prefix - tells the ids of one registry from another's, in logs */
export function createPathRegistry(prefix: string): PathRegistry {
  const paths = new Map<string, string>()
  const ids = new Map<string, string>()
  return {
    add(path) {
      const id = ids.get(path) ?? `${prefix}-${randomUUID()}`
      ids.set(path, id)
      paths.set(id, path)
      return { id, name: basename(path) }
    },
    pathOf: (id) => paths.get(id),
  }
}
