import { readFile, writeFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'

export const BEGIN = '<!-- bench: begin. `npm run bench` writes what stands between these marks. -->'
export const END = '<!-- bench: end -->'

/** Puts text between the two marks. Throws when they are not there once each, in this order. */
export function replaceBetweenMarks(document: string, text: string): string {
  const [before, rest, ...more] = document.split(BEGIN)
  const [, after, ...others] = rest?.split(END) ?? []
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0)
    throw new Error(`the document needs one "${BEGIN}" and after it one "${END}"`)
  return `${before}${BEGIN}\n\n${text.trim()}\n\n${END}${after}`
}

/** Writes the text into the document's section, in the form that the format check wants. */
export async function writeSection(path: string, text: string): Promise<void> {
  const document = replaceBetweenMarks(await readFile(path, 'utf8'), text)
  await writeFile(path, await format(document, { ...(await resolveConfig(path)), filepath: path }))
}
