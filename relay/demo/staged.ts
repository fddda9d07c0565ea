/** The providers as the stage has them: what a shopper is asked for, and what each can be heard to say. */

import type { Config } from '../config/config.ts'
import type { PaymentStatus, ReasonCode } from '../protocol.ts'
import { PROVIDERS } from '../providers/index.ts'
import { payloadOf } from '../providers/payload.ts'
import type { Provider } from '../providers/provider.ts'
import { simulatedCallback, type Told } from '../providers/simulated-callback.ts'
import { isCurrency, type Currency } from './baskets.ts'

/** Which phone is on the stage: what the shopper has in hand while the payment is asked for. */
export type Prompt = 'pin' | 'app' | '3ds' | 'bank' | 'qr' | 'wallet'

/** With the currency that most of its shoppers pay in. Of others: cards, in euros. */
const KNOWN: Readonly<Record<string, readonly [Prompt, Currency]>> = {
  stripe: ['3ds', 'EUR'],
  paypal: ['wallet', 'USD'],
  adyen: ['3ds', 'EUR'],
  checkoutcom: ['3ds', 'USD'],
  square: ['3ds', 'USD'],
  mollie: ['bank', 'EUR'],
  paddle: ['3ds', 'USD'],
  lemonsqueezy: ['3ds', 'USD'],
  daraja: ['pin', 'KES'],
  'mtn-momo': ['pin', 'UGX'],
  airtel: ['pin', 'KES'],
  flutterwave: ['3ds', 'NGN'],
  'flutterwave-v3': ['3ds', 'NGN'],
  paystack: ['3ds', 'NGN'],
  razorpay: ['app', 'INR'],
  phonepe: ['app', 'INR'],
  'phonepe-v1': ['app', 'INR'],
  cashfree: ['app', 'INR'],
  paytm: ['app', 'INR'],
  xendit: ['bank', 'IDR'],
  midtrans: ['bank', 'IDR'],
  coinbase: ['qr', 'USD'],
  btcpay: ['qr', 'EUR'],
}

/** What a provider says when the shopper does something: in which status, and why. */
export interface Saying {
  status: PaymentStatus
  reason?: ReasonCode
}

type Update = Exclude<ReturnType<Provider['updates']>, string>[number]

export class Staged {
  readonly adapter: Provider
  readonly prompt: Prompt
  /** In which most pay. */
  readonly home: Currency
  /** The only one that it knows, if so. */
  readonly currency: Currency | undefined
  readonly #secret: string

  constructor(adapter: Provider, secret: string) {
    const [prompt, home] = KNOWN[adapter.id] ?? ['3ds', 'EUR']
    this.adapter = adapter
    this.#secret = secret
    this.prompt = prompt
    const only = adapter.currency ?? this.heard({ status: 'succeeded' }, 'EUR')?.currency ?? 'EUR'
    this.currency = only !== 'EUR' && isCurrency(only) ? only : undefined
    this.home = this.currency ?? home
  }

  /** A callback of its, with its signature. `now`: when it happened, in ms since 1970. */
  callback(told: Told, now: number, secret = this.#secret): ReturnType<typeof simulatedCallback> {
    return simulatedCallback(this.adapter, secret, told, now)
  }

  /** What its own adapter reads of it. Undefined: it has no such event. */
  heard({ status, reason }: Saying, currency: string, amount = 10_000): Update | undefined {
    if (!this.adapter.statuses.includes(status)) return undefined
    const event = { status, amount, currency, ...(reason && { reason }) }
    const told = { url: 'http://localhost/', orderId: 'DEMO-1', ...event }
    const { headers, body } = this.callback(told, Date.now())
    const read = this.adapter.updates(payloadOf(this.adapter, body), {
      headers: new Headers(headers),
      digest: () => '',
    })
    return typeof read === 'string' ? undefined : read[0]
  }

  /** How it says that: the first of the statuses in which it has a word for one of the reasons. */
  saying(statuses: readonly PaymentStatus[], reasons: readonly ReasonCode[]): Saying | undefined {
    return statuses
      .flatMap((status) => [...reasons.map((reason): Saying => ({ status, reason })), { status }])
      .find((saying) => {
        const heard = this.heard(saying, this.home)
        const code = heard?.reason?.code
        return (
          heard && (code === undefined ? NEEDS_NO_REASON.has(heard.state) : reasons.includes(code))
        )
      })
  }
}

/** What they mean is why. */
const NEEDS_NO_REASON: ReadonlySet<string> = new Set(['succeeded', 'canceled', 'expired'])

/** All that are on, by id. */
export const staged = ({ providers }: Pick<Config, 'providers'>): ReadonlyMap<string, Staged> =>
  new Map(
    [...PROVIDERS].map(([id, adapter]) => [
      id,
      new Staged(adapter, providers.get(id)?.secrets[0] ?? ''),
    ]),
  )
