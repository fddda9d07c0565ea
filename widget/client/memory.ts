/** What this tab has found out about sockets: of its network, and of the relay. Storage may be forbidden, full, or none. */

import type { ConnectionState } from './connection.ts'

const KEY = 'payment-status '

/** How long a relay that wanted to be polled is not asked again, in ms. */
const LATER = 3_600_000

export function recall(relay: string): ConnectionState['sockets'] {
  try {
    const kept = sessionStorage[KEY + relay]
    return kept === 'rarely' ? kept : kept > Date.now() ? 'never' : 'wanted'
  } catch {
    return 'wanted'
  }
}

/** `never`: the relay wants to be polled. */
export function remember(relay: string, sockets: ConnectionState['sockets']): void {
  try {
    sessionStorage[KEY + relay] = sockets === 'never' ? Date.now() + LATER : sockets
  } catch {
    // The next page finds out for itself.
  }
}
