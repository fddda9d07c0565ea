/** What the relay and our server answer, as far as the page shows it. */

import type { PaymentStatus, Snapshot } from '../../relay/protocol.ts'

export interface Offer {
  id: string
  name: string
  trust: string
  /** Empty: it cannot be simulated here. */
  statuses: PaymentStatus[]
  currency: string | null
}

export interface Start {
  relay: string
  publicUrl: string
  /** Others than this machine reach it: what is simulated may ship goods. */
  isPublic: boolean
  testMoney: string
  providers: Offer[]
}

export interface Payment {
  id: string
  provider: string | null
  trust: string | null
  status: string
  amount: number | null
  amountReceived: number
  amountRefunded: number
  currency: string | null
  receipt: string | null
  reason: { code: string; message?: string } | null
  final: boolean
  occurredAt: string | null
}

/** As the shop's server sees it. What came by socket lacks the rest. */
export interface Order extends Snapshot {
  references?: string[]
  customers?: string[]
  payments?: Payment[]
}

export interface Claim {
  payment: string
  provider: string | null
  by: 'provider' | 'merchant'
  part: string
  state: string
  amount?: number
  currency?: string
  reason?: { code: string; message?: string }
  receipt?: string
  counts: boolean
  occurredAt: string | null
  receivedAt: string
}

/** By its type, the fields that the log has of it. */
export type Happening = { at: string; type: string } & Record<string, unknown>

export interface Story {
  createdAt: string
  claims: Claim[]
  lately: Happening[]
  webhook: {
    waiting: { version: number; attempts: number; since: string; dueAt: string } | null
    delivered: object | null
  } | null
}

/** A provider, and what came of asking it. */
export interface AskedProvider {
  provider: string
  outcome: string
  at: string
}

export interface Audience {
  connections: number
  delivered: number
  acknowledged: number
}

export interface Kept {
  id: string
  provider: string
  state: string
  code: string
  order: string | null
  receivedAt: string
  body: string | null
}

export interface Everybody {
  connections: number
  orders: { id: string; connections: number }[]
  customers: { id: string; connections: number }[]
}

export interface Token {
  token: string
  expiresAt: number
}
