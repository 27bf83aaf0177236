import { NETWORK_NAMES, ZOO } from '../../shared/zoo/zoo.ts'

/** A network's name as people write it, in every language; a name that the zoo doesn't know stays as it is. */
export function networkTitle(name: string): string {
  const known = NETWORK_NAMES.find((each) => each === name)
  return known ? ZOO[known].title : name
}
