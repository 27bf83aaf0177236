import type { Group } from 'h5wasm'
import { ask } from './hdf5.ts'

/** The value of an attribute; undefined where there is none. */
export function attributeOf(group: Group, name: string): unknown {
  return ask(() => {
    const attributes = group.attrs
    return name in attributes ? attributes[name]?.value : undefined
  })
}
