/** What a shopper does with the phone when asked to pay, and how a provider may tell of it. */

import type { PaymentStatus, ReasonCode } from '../protocol.ts'
import type { Staged, Saying } from './staged.ts'

interface Deed {
  /** As a sentence about the shopper. */
  text: string
  tone: 'good' | 'care'
  /** Each is right; the first that the provider has a word for is the one that it says. */
  statuses: readonly PaymentStatus[]
  reasons: readonly ReasonCode[]
}

export const DEEDS = {
  approve: {
    text: 'The shopper approves',
    tone: 'good',
    statuses: ['succeeded'],
    reasons: [],
  },
  cancel: {
    text: 'The shopper cancels',
    tone: 'care',
    statuses: ['canceled', 'failed'],
    reasons: ['canceled_by_customer'],
  },
  wrong_pin: {
    text: 'The shopper’s proof is wrong',
    tone: 'care',
    statuses: ['failed'],
    reasons: ['authentication_failed'],
  },
  no_money: {
    text: 'The shopper approves, without enough money',
    tone: 'care',
    statuses: ['failed'],
    reasons: ['insufficient_funds'],
  },
  ignore: {
    text: 'The shopper does nothing, and the time runs out',
    tone: 'care',
    statuses: ['expired', 'failed'],
    reasons: ['no_response', 'expired'],
  },
  switch_off: {
    text: 'The phone cannot be reached',
    tone: 'care',
    statuses: ['expired', 'failed'],
    reasons: ['unreachable'],
  },
} as const satisfies Record<string, Deed>

export type DeedName = keyof typeof DEEDS

/** How the provider tells of it. Undefined: it has no word for it. */
export function sayingOf(provider: Staged, name: DeedName): Saying | undefined {
  const { statuses, reasons }: Deed = DEEDS[name]
  return provider.saying(statuses, reasons)
}
