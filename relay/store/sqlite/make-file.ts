import { closeSync, existsSync, openSync } from 'node:fs'

/** An empty file where there is none; whether it made one. For its owner's eyes only; what SQLite puts beside it is made like it. */
export function makeFile(path: string): boolean {
  if (existsSync(path)) return false
  closeSync(openSync(path, 'a', 0o600))
  return true
}
