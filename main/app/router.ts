import type { IpcMainInvokeEvent } from 'electron'
import { errorText } from '../../shared/contract/error-text.ts'
import { requests, type RequestName } from '../../shared/contract/requests.ts'
import { fail, succeed, type Failure, type Result } from '../../shared/contract/result.ts'
import type { AppHandlers } from './app-handlers.ts'
import type { Log } from './log.ts'
import { resolvePaths, type Registries } from './resolve-paths.ts'
import { shortenPaths } from './shorten-paths.ts'
import type { Supervisor } from './supervisor.ts'
import { isTrustedSender } from './trusted-sender.ts'

export interface RouterParts {
  readonly handlers: AppHandlers
  readonly children: Readonly<Record<'engine' | 'library', Pick<Supervisor, 'request'>>>
  readonly registries: Registries
  readonly log: Log
  /** Told of each request that went well. */
  onAnswer?(name: RequestName, args: unknown, value: unknown): void
}

export type Router = (event: IpcMainInvokeEvent, name: unknown, args: unknown) => Promise<Result<unknown>>

/**
 * The one door of the window's requests: checks the sender, the name, the arguments and the answer by the table
 * `requests`, and passes each to whoever answers it. Never throws: a bug becomes `internal` and a line in the log.
 */
export function createRouter(parts: RouterParts): Router {
  return async (event, name, args) => {
    if (!isTrustedSender(event)) return malformed(String(name), 'it does not come from the window')
    if (!isRequestName(name)) return malformed(String(name), 'there is no such request')
    const parsed = requests[name].args.safeParse(args)
    if (!parsed.success) return malformed(name, parsed.error.message)
    try {
      const result = await answer(parts, name, parsed.data)
      if (result.ok) parts.onAnswer?.(name, parsed.data, result.value)
      return result
    } catch (error) {
      parts.log('router', `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return fail('internal', { detail: name }, error)
    }
  }
}

async function answer(parts: RouterParts, name: RequestName, args: unknown): Promise<Result<unknown>> {
  const { by, result: schema } = requests[name]
  const result = by === 'app' ? await callApp(parts.handlers, name, args) : await callChild(parts, by, name, args)
  if (!result.ok) return knownError(result)
  const value = schema.safeParse(result.value)
  if (value.success) return succeed(value.data)
  parts.log('router', `${name}: malformed answer: ${value.error.message}`)
  return fail('internal', { detail: `the answer to ${name} was malformed` }, value.error)
}

async function callApp(handlers: AppHandlers, name: RequestName, args: unknown): Promise<Result<unknown>> {
  // The arguments were parsed by the very schema that the handler's type is derived from.
  const handler = handlers[name as keyof AppHandlers] as (args: unknown) => Promise<Result<unknown>>
  return handler(args)
}

async function callChild(
  { children, registries }: RouterParts,
  by: 'engine' | 'library',
  name: RequestName,
  args: unknown,
): Promise<Result<unknown>> {
  const paths = resolvePaths(args, registries)
  if (!paths.ok) return paths
  const result = await children[by].request(name, args, paths.value)
  return result.ok ? result : shortenPaths(result, Object.values(paths.value))
}

function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.hasOwn(requests, name)
}

function knownError(failure: Failure): Failure {
  return Object.hasOwn(errorText, failure.error.code) ? failure : fail('internal', { detail: 'an unknown error code' })
}

function malformed(request: string, detail: string): Failure {
  return fail('request-invalid', { request: request.slice(0, 100), detail })
}
