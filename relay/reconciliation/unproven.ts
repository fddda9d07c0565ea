/**
 * What a callback that proves little says, until the provider is asked. It proves who sent it, or that somebody knows
 * an address, and not what it says. So it says that something is under way, and no more: a forged success shows
 * nothing paid, a forged failure offers no second attempt. It is never dropped: with the provider out of reach, a
 * shopper who has paid would be told to pay again. Pure in the callback, so that no order of arrival matters.
 */

import type { Heard } from '../order/update.ts'
import type { Asking } from '../providers/asking.ts'
import { LAG } from './answer.ts'

/** How the provider answers. */
export type Answering = Pick<Asking, 'clock' | 'lag' | 'answersAboutPrompt'>

/** What decides whether a callback is held back. */
export interface Verifying {
  /** ASK_VERIFY, of a provider that is asked. */
  verifies: boolean
  /** There is something to ask by, of what it names or the shop said: of a Paybill's confirmation there is not. */
  canBeAsked: boolean
}

/** Whether a callback that proves so much is held back, until its provider was asked. */
export const isHeldBack = (
  trust: 'signed-body' | 'signed-fields' | 'token' | 'address',
  { verifies, canBeAsked }: Verifying,
): boolean => verifies && canBeAsked && (trust === 'token' || trust === 'address')

/** The answer to a question that is asked so much later is later than the callback for sure. In ms. */
export const VERIFIED_AFTER = 2_000

/** What is kept of any word: its names, and how much it speaks of. What else it says may decide about money. */
const KEPT = [
  ...(['eventId', 'by', 'provider', 'receivedAt', 'payment', 'containers', 'references'] as const),
  ...(['orderId', 'orderAliases', 'sharedWith', 'namedBy', 'mentions', 'orderHint'] as const),
  ...(['amount', 'currency', 'receipt', 'test'] as const),
]

/** What is believed of a word that nobody vouches for. */
export function heldBack(heard: Heard, answering: Answering): Heard {
  const { part, state } = heard
  const kept = { ...pick(heard, KEPT), unproven: true, time: placeOf(heard, answering) } as const
  // That it was let go or called back may be as forged as that it was paid.
  if (part === 'main' || part === 'void') {
    return { ...kept, ...namesOf(heard, answering), part: 'main', state: 'processing' }
  }
  const capture = /^capture:(.*)$/s.exec(part)?.[1]
  if (capture !== undefined) return { ...kept, part: `capture:${capture}`, state: 'pending' }
  return { ...kept, part, state } as Heard
}

/** Where any answer to a question that is asked from then on is greater. In ms since 1970. */
function placeOf({ time, receivedAt }: Heard, { clock, lag = LAG }: Answering): number {
  return (clock === 'none' ? receivedAt : Math.min(time ?? receivedAt, receivedAt)) - lag
}

/** Told as the answer will tell it: of another name of the payment, forged perhaps, nothing would be answered ever. */
function namesOf(
  { payment, containers = [], references = [] }: Heard,
  { answersAboutPrompt }: Answering,
): Pick<Heard, 'payment' | 'containers' | 'references'> {
  const [prompt, ...others] = containers
  if (!answersAboutPrompt || prompt === undefined) return { payment, containers, references }
  return { payment: prompt, containers: others, references: [payment, ...references] }
}

/** Those of the fields that are there. */
function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  const there = Object.entries(from).filter(([key]) =>
    (keys as readonly PropertyKey[]).includes(key),
  )
  return Object.fromEntries(there) as Pick<T, K>
}
