/** Who can reach a host by its name. */

import { isLoopback } from '../http/loopback.ts'

/** RFC 6761, 6762 and 8375: names that lead to nothing outside a house. */
const INSIDE = /\.(local|localhost|internal|lan|home\.arpa|test|invalid|onion)$/

/** RFC 1918, 3927 and 4193. */
const PRIVATE = /^(10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\.|^\[(::1\]|f[cd]|fe[89ab])/

/** The world, as far as the name tells. A name without a dot is known inside a network only. */
export const isPublicName = (host: string): boolean =>
  /[.:]/.test(host) && !INSIDE.test(host) && !PRIVATE.test(host) && !isLoopback(host)
