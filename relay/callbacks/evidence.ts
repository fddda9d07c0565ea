/** What is kept of a callback that leads to nothing: enough to read it again, and nothing personal. */

import type { Evidence } from '../ledger/intake.ts'
import type { Delivery } from '../providers/provider.ts'
import { redact } from './redact.ts'

/** Of headers, only those that name the event: others hold signatures, secrets, keys and addresses. */
const NAMING = /(?:^|-)(?:(?:webhook|event|svix|delivery|notification)-(?:id|name|type)|topic)$/

/** Of a body, in bytes: more than any provider sends, and soon redacted. */
const MAX_EVIDENCE = 64 * 1024

export const evidenceOf = ({ headers, body }: Delivery, digest: string): Evidence => ({
  body: redact(new TextDecoder().decode(body.subarray(0, MAX_EVIDENCE))),
  headers: Object.fromEntries([...headers].filter(([name]) => NAMING.test(name))),
  digest,
})
