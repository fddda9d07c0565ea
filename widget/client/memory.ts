/** What this tab has found out about sockets on its network. Storage may be forbidden, or full. */

import type { ConnectionState } from './connection.ts'

const KEY = 'payment-status '

export function recall(relay: string): 'wanted' | 'rarely' {
  try {
    return sessionStorage[KEY + relay] === 'rarely' ? 'rarely' : 'wanted'
  } catch {
    return 'wanted'
  }
}

export function remember(relay: string, sockets: ConnectionState['sockets']): void {
  try {
    sessionStorage[KEY + relay] = sockets
  } catch {
    // The next page finds out for itself.
  }
}
