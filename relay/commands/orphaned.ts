/**
 * npm and npx end at a signal, their shell as well, and pass it on to nobody: what they started would go on alone, with
 * the port and the store. So a relay that one of them started takes its parent's end for the signal.
 */

import type { Environment } from '../config/config.ts'

/** In ms. */
const EVERY = 250

/** Calls once, when the npm that started this process has gone. */
export function whenOrphaned(env: Environment, then: () => void): void {
  if (env.npm_execpath === undefined && env.npm_command === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    then()
  }, EVERY).unref()
}
