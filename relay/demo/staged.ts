/** The providers as the stage has them: what a shopper is asked for, and what each can be heard to say. */

import { randomBytes } from 'node:crypto'
import { TONGUES } from '../bank/tongues.ts'
import type { Config } from '../config/config.ts'
import type { PaymentStatus, ReasonCode } from '../protocol.ts'
import { PROVIDERS } from '../providers/index.ts'
import { payloadOf } from '../providers/payload.ts'
import type { Provider } from '../providers/provider.ts'
import { secretOf } from '../providers/secret.ts'
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

/** Of those that tell the currency, though there is but one. */
const AT_HOME: ReadonlySet<string> = new Set(['midtrans'])

/** What a provider says when the shopper does something: in which status, and why. */
export interface Saying {
  status: PaymentStatus
  reason?: ReasonCode
  /** Of which payment. Default: of the order's only one. */
  payment?: string
}

/** What it says of a payment, to the relay. */
export interface Word extends Saying {
  payment: string
  /** Minor units; default: what the order asks. */
  amount?: number
  /** When it happened, in ms since 1970; default: now. */
  at?: number
  /** Whoever sends it does not know the secret. */
  isForged?: boolean
  /** Whoever sends it knows the secret, and lies. */
  isUntrue?: boolean
}

/** Where nothing is sent to: it only signs. */
const HERE = 'http://localhost/'

type Update = Exclude<ReturnType<Provider['updates']>, string>[number]

export class Staged {
  readonly adapter: Provider
  readonly prompt: Prompt
  /** In which most pay. */
  readonly home: Currency
  /** What it calls a payment, made of something unique: it is asked for payments by names of that form only. */
  readonly named: (unique: string) => string
  /** The only one that it knows, if so. */
  readonly currency: Currency | undefined
  readonly #secret: string

  constructor(adapter: Provider, secret: string) {
    const [prompt, home] = KNOWN[adapter.id] ?? ['3ds', 'EUR']
    this.adapter = adapter
    this.#secret = secret
    this.prompt = prompt
    this.named = TONGUES.get(adapter.id)?.payment ?? ((unique) => unique)
    const read = this.heard({ status: 'succeeded' }, 'EUR')?.currency ?? 'EUR'
    const only = AT_HOME.has(adapter.id) ? home : (adapter.currency ?? read)
    this.currency = only !== 'EUR' && isCurrency(only) ? only : undefined
    this.home = this.currency ?? home
  }

  /** Whether it can be asked: there is a bank that speaks for it. */
  get isAsked(): boolean {
    return TONGUES.has(this.adapter.id)
  }

  /** Why it cannot. */
  get cannotBeAsked(): string | undefined {
    const { asking } = this.adapter
    return asking && 'cannot' in asking ? asking.cannot : undefined
  }

  /** What it says by callback is believed once it was asked. */
  get provesLittle(): boolean {
    const { trust } = this.adapter
    return this.isAsked && (trust === 'address' || trust === 'token')
  }

  /** A callback of its, signed with its secret, or with somebody's guess. */
  callback(told: Told, isForged = false): ReturnType<typeof simulatedCallback> {
    const secret = isForged ? secretOf(this.adapter, randomBytes(24)) : this.#secret
    return simulatedCallback(this.adapter, secret, told, Date.now())
  }

  /** What its own adapter reads of it. Undefined: it has no such event. */
  heard({ status, ...more }: Saying, currency: string, amount = 10_000): Update | undefined {
    const event = { orderId: 'DEMO-1', payment: 'DEMO1', status, amount, currency, ...more }
    // It has no word for it.
    if (this.adapter.simulate({ ...event, timestamp: 0, id: '' }) === undefined) return undefined
    const { headers, body } = this.callback({ url: HERE, ...event })
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
        return heard && (code === undefined ? isPlain(heard, reasons) : reasons.includes(code))
      })
  }
}

/** What it means is why: what is paid needs no reason, and what is called off or ran out says it by itself. */
const isPlain = ({ state }: Update, reasons: readonly ReasonCode[]): boolean =>
  reasons.length === 0 ||
  (state === 'canceled' && reasons.includes('canceled_by_customer')) ||
  (state === 'expired' && reasons.includes('expired'))

/** All that are on, by id. */
export const staged = ({ providers }: Pick<Config, 'providers'>): ReadonlyMap<string, Staged> =>
  new Map(
    [...PROVIDERS].map(([id, adapter]) => [
      id,
      new Staged(adapter, providers.get(id)?.secrets[0] ?? ''),
    ]),
  )
