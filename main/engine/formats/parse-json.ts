import type { z } from 'zod'
import { InvalidModel } from './invalid-model.ts'

/** No real model's JSON comes near this; a full Xception's is 200 kB. */
export const JSON_LIMIT_BYTES = 32 * 1024 * 1024

/** Parses JSON from a model file against a schema. Throws `InvalidModel`, naming the place in the file. */
export function parseJson<Schema extends z.ZodType>(bytes: Uint8Array, schema: Schema, what: string): z.output<Schema> {
  if (bytes.length > JSON_LIMIT_BYTES) throw new InvalidModel(`${what} has ${bytes.length} bytes`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new InvalidModel(`${what} is not JSON`, { cause: error })
  }
  return checkValue(value, schema, what)
}

/** Holds a value against a schema; `what` names it in the `InvalidModel` that is thrown when it does not fit. */
export function checkValue<Schema extends z.ZodType>(value: unknown, schema: Schema, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const place = issue?.path.map(String).join('.')
  throw new InvalidModel(`${what}: ${place ? `${place}: ` : ''}${issue?.message ?? 'does not fit'}${received(issue)}`)
}

/** What stands there, where it is short and the message does not say it: an activation, a number. */
function received(issue: z.core.$ZodIssue | undefined): string {
  const input = issue?.input
  if (issue?.message.includes('received') || !['string', 'number', 'boolean'].includes(typeof input)) return ''
  return `, received ${JSON.stringify(input).slice(0, 100)}`
}
