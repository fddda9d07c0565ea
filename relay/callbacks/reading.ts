/** What a verified body says, event by event; also of one that was kept. */

import { hash } from 'node:crypto'
import type { Callback, Intake, KeptCallback, UnreadCode } from '../ledger/intake.ts'
import type { Heard, Update } from '../order/update.ts'
import { payloadOf } from '../providers/payload.ts'
import type { Delivery, HeaderReader, Provider } from '../providers/provider.ts'
import { digestOf } from './digest.ts'
import { evidenceOf } from './evidence.ts'
import type { Proof } from './proof.ts'

/** What arrives with a delivery. `receivedAt` in ms since 1970. */
export function intakesOf(
  provider: Provider,
  delivery: Delivery,
  proof: Proof & Pick<Intake, 'shop' | 'isListed'>,
  receivedAt: number,
): Intake[] {
  const { id } = provider
  const digest = lazily(() => digestOf(provider, delivery))
  const callback: Callback = {
    provider: id,
    receivedAt,
    evidence: () => evidenceOf(delivery, digest()),
  }
  // Who knows one order's address must not use up the events of another; nor what says little of an event,
  // what says more of it. What only an unsigned member sets apart is one event.
  const keyOf =
    (...names: string[]) =>
    () =>
      JSON.stringify([id, proof.orderId ?? '', ...names, digest()])

  const updates = read(provider, delivery.body, { headers: delivery.headers, digest })
  if (typeof updates === 'string') {
    return [{ key: keyOf(), updates: [], ...proof, callback: { ...callback, unread: updates } }]
  }
  const events = [...Map.groupBy(updates, ({ eventId }) => eventId)]
  return events.map(([eventId, said]) => ({
    key: events.length > 1 ? keyOf(eventId) : keyOf(),
    updates: said.map((update) => ({ ...update, by: 'provider', provider: id, receivedAt })),
    ...proof,
    ...(provider.signsChecksum && {
      sealed: { by: digest(), body: hash('sha256', delivery.body) },
    }),
    callback,
  }))
}

/** What a relay of today understands of a callback that was kept. */
export function readAgain(
  provider: Provider,
  { evidence, receivedAt }: KeptCallback,
): Heard[] | undefined {
  if (!evidence) return undefined
  const event = { headers: new Headers(evidence.headers), digest: () => evidence.digest }
  const updates = read(provider, Buffer.from(evidence.body), event)
  if (typeof updates === 'string') return undefined
  return updates.map((update) => ({ ...update, by: 'provider', provider: provider.id, receivedAt }))
}

/** The updates, or why the body cannot be understood. */
function read(
  provider: Provider,
  body: Uint8Array,
  event: { headers: HeaderReader; digest(): string },
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

/** Made where it is asked for first: of most callbacks nobody asks. */
function lazily(make: () => string): () => string {
  let made: string | undefined
  return () => (made ??= make())
}
