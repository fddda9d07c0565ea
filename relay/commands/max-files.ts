/** How many files and connections this process may have open. */

import { readFileSync } from 'node:fs'

/** Linux tells; elsewhere, nobody knows of a limit. */
export function maxFiles(): number {
  try {
    const [, soft = ''] =
      /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === '' ? Infinity : Number(soft)
  } catch {
    return Infinity
  }
}

/** For the store, the log, and connections that are only answered: providers' callbacks among them. */
const SET_ASIDE = 1_100

/** How many connections a process with so many files may keep, and still take in callbacks. */
export const connectionsIn = (files: number): number =>
  Math.max(files - SET_ASIDE, Math.floor(files / 2))
