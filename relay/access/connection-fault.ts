/** Why nobody could be spoken to, for whoever runs the relay. */

import { PrivateAddress } from './private-addresses.ts'

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'connection refused'],
  [/^(ECONNRESET|EPIPE)$/, 'hung up before it answered'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'its name was not found'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'cannot be reached'],
  [/^HPE_/, 'did not speak HTTP'],
  [/^(EPROTO$|ERR_SSL_)/, 'did not speak TLS'],
  [/CERT|SIGNATURE/, 'its certificate is not trusted'],
]

/** By code: Node's messages may quote what we sent, or what we got. */
export function connectionFault(error: NodeJS.ErrnoException): string {
  if (error instanceof PrivateAddress) return error.message
  const { code = error.name } = error
  if (code === 'ABORT_ERR') return 'stopped'
  const why = REASONS.find(([codes]) => codes.test(code))?.[1] ?? 'connection failed'
  return `${why} (${code})`
}
