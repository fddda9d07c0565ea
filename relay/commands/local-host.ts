/** Where this machine reaches its relay. */

import { isIPv6 } from 'node:net'
import type { Config } from '../config/config.ts'
import { Refusal } from './refusal.ts'

/** Where a relay that listens everywhere is surely heard. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** Host and port, as a URL has them. */
export function localHostOf({ host, port }: Pick<Config, 'host' | 'port'>): string {
  if (port === 0) {
    throw new Refusal(
      "PORT is 0, which may be any. Set the relay's, or name it with --url URL.",
      64,
    )
  }
  const reached = LOOPBACK[host] ?? host
  return `${isIPv6(reached) ? `[${reached}]` : reached}:${port}`
}
