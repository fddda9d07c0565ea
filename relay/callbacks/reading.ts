/** What a verified body says, and what is kept of it where that leads to nothing. */

import type { Evidence, Kept, UnreadCode } from '../ledger/intake.ts'
import { payloadOf } from '../providers/payload.ts'
import type { Delivery, Provider } from '../providers/provider.ts'
import { redact } from './redact.ts'
import type { Heard, Update } from '../order/update.ts'

/** The updates, or why the body cannot be understood. */
export function read(
  provider: Provider,
  body: Uint8Array,
  event: { headers: Headers; digest: string },
): Update[] | UnreadCode {
  let code: UnreadCode = 'not_utf8'
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    code = 'not_json'
    const payload = payloadOf(provider, text)
    code = 'not_understood'
    return provider.updates(payload, event)
  } catch {
    return code
  }
}

/** Of headers, only those that name the event: others hold signatures, secrets, keys and addresses. */
const NAMING = /(?:^|-)(?:(?:webhook|event|svix|delivery|notification)-(?:id|name|type)|topic)$/

/** Of a body, in bytes: more than any provider sends, and soon redacted. */
const MAX_EVIDENCE = 64 * 1024

export const evidenceOf = ({ headers, body }: Delivery, digest: string): Evidence => ({
  body: redact(new TextDecoder().decode(body.subarray(0, MAX_EVIDENCE))),
  headers: Object.fromEntries([...headers].filter(([name]) => NAMING.test(name))),
  digest,
})

/** What a relay of today understands of a callback that was kept. */
export function readAgain(provider: Provider, { evidence, receivedAt }: Kept): Heard[] | undefined {
  if (!evidence) return undefined
  const event = { headers: new Headers(evidence.headers), digest: evidence.digest }
  const updates = read(provider, Buffer.from(evidence.body), event)
  if (typeof updates === 'string') return undefined
  return updates.map((update) => ({ ...update, by: 'provider', provider: provider.id, receivedAt }))
}
