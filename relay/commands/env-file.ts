/** The .env of the working directory, as whoever wrote it may have saved it. */

import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { Refusal } from './refusal.ts'

export const ENV_FILE = '.env'

/** What it sets, by name; nothing where there is none. */
export function readEnvFile(): Record<string, string> {
  const bytes = bytesOf()
  const entries = Object.entries(parseEnv(bytes ? textOf(bytes) : ''))
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function bytesOf(): Buffer | undefined {
  try {
    return readFileSync(ENV_FILE)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    throw new Refusal(
      `The ${ENV_FILE} here cannot be read (${String(code)}). See who owns it, or move it away.`,
      78,
    )
  }
}

/** Windows' editors and shells begin a file with a mark that is no part of the first name, or write in UTF-16. */
function textOf(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes)
}
