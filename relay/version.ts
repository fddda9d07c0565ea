/** Which payment-status this is. */

import { createRequire } from 'node:module'
import * as v from 'valibot'

const Package = v.object({ version: v.string() })

/** Of package.json, which lies elsewhere in the package than in the repository: so by its own name. */
export const VERSION: string = v.parse(
  Package,
  createRequire(import.meta.url)('payment-status/package.json'),
).version
