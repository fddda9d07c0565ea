/** Where the relay answers: the one list, for its routes, and for whoever has paths of its own beside them. */

export const PATHS = {
  orders: '/orders',
  customers: '/customers',
  notifications: '/notifications',
  poll: '/poll',
  tokens: '/tokens',
  callbacks: '/callbacks',
  alive: '/healthz',
  ready: '/readyz',
  metrics: '/metrics',
} as const

/** Where pages open their sockets. */
export const SOCKETS = '/ws'

/** The script that a page names, and what it loads: `payment-status-steps.0123abcd.js`. */
const WIDGET = String.raw`/payment-status[\w.-]*\.js`

const OURS = new RegExp(String.raw`^(?:${[...Object.values(PATHS), WIDGET].join('|')})(?=[/?]|$)`)

/** Which requests are the relay's: all below the path of `publicUrl`; where that has none, those of the list. */
export function ownPaths(publicUrl: string): (path: string) => boolean {
  const base = new URL(publicUrl).pathname.replace(/\/$/, '')
  return (path) => (base ? path.startsWith(`${base}/`) : OURS.test(path))
}
