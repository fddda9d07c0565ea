/** Where the relay answers: the one list, for its routes, and for whoever has paths of its own beside them. */

export const PATHS = {
  orders: '/orders',
  customers: '/customers',
  notifications: '/notifications',
  audience: '/audience',
  poll: '/poll',
  tokens: '/tokens',
  callbacks: '/callbacks',
  alive: '/healthz',
  ready: '/readyz',
  metrics: '/metrics',
} as const

/** Where pages open their sockets. */
export const SOCKETS = '/ws'

/** Whether pages open their sockets at `url`, where the relay is below `base` (without a slash at its end). */
export const isForSockets = (url: string | undefined, base: string): boolean =>
  url?.split('?')[0] === base + SOCKETS

/** Where providers call, with and without the path of PUBLIC_URL (`base`), which a proxy in front may cut off. */
export const callbackPaths = (base: string): string[] => [
  ...new Set([PATHS.callbacks, base.replace(/\/$/, '') + PATHS.callbacks]),
]
