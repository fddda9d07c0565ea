import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { Refusal } from './refusal.ts'

/** Throws a Refusal where a store cannot be, for its folder is not there. */
export function requireFolder(store: string): void {
  const folder = dirname(store)
  if (existsSync(folder)) return
  throw new Refusal(`There is no folder ${folder} for the store. Make it, or set STORE.`, 78)
}
