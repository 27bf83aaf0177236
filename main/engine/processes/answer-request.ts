import { requests, type RequestName } from '../../../shared/contract/requests.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { childRequestSchema } from './child-protocol.ts'
import type { Handlers, Paths } from './child-handlers.ts'

type AnyHandler = (args: unknown, paths: Paths) => Result<unknown> | Promise<Result<unknown>>

export interface Answer {
  readonly id: number
  readonly result: Result<unknown>
}

/**
 * Answers one message of the channel: checks it and its arguments, runs the handler, checks the result (what the
 * contract doesn't name is left out). Never throws: a bug becomes `internal` and is told to `report`. Null for a message
 * that is no request at all.
 */
export async function answerRequest(
  handlers: Handlers<'engine'> | Handlers<'library'>,
  message: unknown,
  report: (error: unknown) => void,
): Promise<Answer | null> {
  const request = childRequestSchema.safeParse(message)
  if (!request.success) {
    report(request.error)
    return null
  }
  const { id, name, args, paths } = request.data
  if (!Object.hasOwn(handlers, name)) {
    return { id, result: fail('request-invalid', { request: name, detail: 'this process does not answer it' }) }
  }
  const schemas = requests[name as RequestName]
  const parsed = schemas.args.safeParse(args)
  if (!parsed.success) return { id, result: fail('request-invalid', { request: name, detail: parsed.error.message }) }
  try {
    // The arguments were parsed by the very schema that the handler's type is derived from.
    const handler = handlers[name as keyof typeof handlers] as AnyHandler
    const result = await handler(parsed.data, paths)
    return { id, result: result.ok ? succeed(schemas.result.parse(result.value)) : result }
  } catch (error) {
    report(error)
    return { id, result: fail('internal', { detail: name }, error) }
  }
}
