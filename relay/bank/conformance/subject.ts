/** One tongue, and the adapter that hears it. */

import { moneyIn } from '../../providers/conformance/asking.ts'
import { understood } from '../../providers/conformance/attempt.ts'
import type { Update, Told } from '../../order/update.ts'
import type { PaymentStatus } from '../../protocol.ts'
import type { Asking, Known, Parts } from '../../providers/asking.ts'
import { credentialsIn } from '../../providers/authorize.ts'
import { bodyOf, payloadOf } from '../../providers/payload.ts'
import type { Provider } from '../../providers/provider.ts'
import { answered } from '../../reconciliation/answer.ts'
import { Bank } from '../bank.ts'
import type { Faults } from '../faults.ts'
import { inquire, type Asker, type Heard } from '../inquiry.ts'
import type { Tongue, Truth } from '../tongue.ts'

/** When the bank is asked. In ms since 1970. */
export const NOW = 1_795_249_865_000

/** Of callbacks. */
const SECRET = 'whsec_aW52ZW50ZWQgZm9yIGEgdGVzdA=='

export const CLOSED: ReadonlySet<string> = new Set(['expired', 'canceled', 'failed', 'succeeded'])

interface Hearing {
  faults?: Faults
  /** The credentials, where they are others. */
  parts?: Parts
  known?: Known
  /** Of each request. */
  change?: Parameters<typeof inquire>[3]
}

export class Subject {
  readonly provider: Provider
  readonly tongue: Tongue
  readonly asking: Asking
  readonly parts: Parts
  /** A payment that came. */
  readonly truth: Truth
  /** As the shop's order is known that was told all it needs. */
  readonly known: Known

  constructor(provider: Provider, tongue: Tongue) {
    this.provider = provider
    this.tongue = tongue
    this.asking = askingOf(provider)
    this.parts = partsOf(this.asking, tongue)
    this.truth = {
      ...{ orderId: 'ORD-1205', payment: this.named('ORD1205TK3F9') },
      ...{ amount: 500_000, currency: provider.currency ?? 'KES' },
      ...{ state: 'succeeded', at: NOW - 10_000, begunAt: NOW - 40_000 },
    }
    this.known = this.knownOf(this.truth)
  }

  named(unique: string): string {
    return this.tongue.payment?.(unique) ?? unique
  }

  knownOf(payment: Pick<Truth, 'orderId' | 'payment'>): Known {
    const { orderId } = payment
    return { asks: this.tongue.asks?.(payment) ?? [], payments: [], references: [], orderId }
  }

  /** Asks a bank of its own, at which this is true. */
  asker({ state, at, reason, refunded, ...opening }: Truth, parts: Parts = this.parts): Asker {
    const { provider, tongue, asking } = this
    const bank = new Bank({
      tongues: new Map([[provider.id, tongue]]),
      callbackSecrets: { [provider.id]: SECRET },
    })
    const more = { ...(reason && { reason }), ...(refunded !== undefined && { refunded }) }
    bank.open({ provider: provider.id, ...opening, timeline: [{ at, state, ...more }] })
    return { bank, provider, asking, parts }
  }

  /** What is heard where this is true. */
  heard(is: Partial<Truth>, { faults = {}, parts, known, change }: Hearing = {}): Heard[] {
    const asker = this.asker({ ...this.truth, ...is }, parts)
    asker.bank.fails(faults)
    return inquire(asker, known ?? this.known, NOW, change)
  }

  /** The same, as facts. */
  facts(is: Partial<Truth>): readonly Update[] {
    return answered(toldIn(this.heard(is)), {
      ...{ provider: this.provider.id, orderId: this.truth.orderId, clock: this.asking.clock },
      ...{ askedAt: NOW, answeredAt: NOW },
    }).intake.updates
  }

  /** What the callback half reads in the provider's own callback about it; undefined: it has none. */
  calledBack(is: Partial<Truth>, as?: PaymentStatus): readonly Update[] | undefined {
    const { state, at, ...truth } = { ...this.truth, ...is }
    const event = { timestamp: Math.floor(at / 1000), id: 'evt1', status: as ?? state }
    const payload = this.provider.simulate({ ...truth, ...event })
    if (payload === undefined) return undefined
    const { headers, body } = bodyOf(this.provider, payload)
    const read = this.provider.updates(payloadOf(this.provider, body), {
      headers: new Headers({ ...headers, 'webhook-id': 'evt1' }),
      digest: () => 'digest',
    })
    return understood(read)
  }

  /** What the shopper sees of an order of which these are told. */
  shown(updates: readonly Update[]): ReturnType<typeof moneyIn> {
    return moneyIn(updates, this.truth)
  }
}

function askingOf({ name, asking }: Provider): Asking {
  if (!asking || 'cannot' in asking) throw new Error(`${name} cannot be asked.`)
  return asking
}

function partsOf({ credentials }: Asking, tongue: Tongue): Parts {
  const parts = credentialsIn(credentials, tongue.credentials, SECRET)
  if (!parts) throw new Error(`The credentials are not of the form ${credentials.form}.`)
  return parts
}

export const toldIn = (all: readonly Heard[]): readonly Told[] =>
  all.flatMap(({ reading }) =>
    typeof reading !== 'string' && reading.outcome === 'answered' ? reading.told : [],
  )

/** Each once. */
export const outcomesOf = (all: readonly Heard[]): string[] => [
  ...new Set(all.map(({ reading }) => (typeof reading === 'string' ? reading : reading.outcome))),
]
