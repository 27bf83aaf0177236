import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { certificateSchema, type Certificate } from '../../../shared/contract/export.ts'
import { InvalidModel } from './invalid-model.ts'
import { parseJson } from './parse-json.ts'

export const CERTIFICATE_FILE = 'certificate.json'

/** A certificate holds labels and probabilities; with ten thousand classes it is some megabytes. */
const LIMIT_BYTES = 64 * 1024 * 1024

/** A file of the export's own folder, or of `golden` in it: never a way out. */
const inside = z
  .string()
  .regex(/^(golden\/)?[^/\\\0]{1,255}$/)
  .refine((name) => !/(^|\/)\.{1,2}$/.test(name))

/** The certificate of an export folder. Throws `InvalidModel` where it is none, or names files elsewhere. */
export async function readCertificate(folder: string): Promise<Certificate> {
  const path = join(folder, CERTIFICATE_FILE)
  if ((await stat(path)).size > LIMIT_BYTES) throw new InvalidModel('its certificate is too large')
  const certificate = parseJson(await readFile(path), certificateSchema, CERTIFICATE_FILE)
  for (const { file } of [...certificate.files, ...certificate.golden]) {
    if (!inside.safeParse(file).success)
      throw new InvalidModel(`its certificate names "${file}", which is not in the folder`)
  }
  return certificate
}
