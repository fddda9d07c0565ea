/** What shoppers need to know of a provider: its name, and what it asks of them. */

export interface Provider {
  /** As shoppers call it; undefined where they only know their bank. With a no-break hyphen: a name is not broken. */
  name?: string
  /** Its prompt comes to a phone, and asks for its own PIN. */
  isPhone?: true
  /** Who fails to prove themselves typed a wrong PIN; elsewhere a code. */
  hasPin?: true
  /** How long it needs at most as a rule, in ms; after that we say that it takes longer. */
  usual?: number
}

/** Where nothing else is said, in ms. */
export const USUAL = 120_000

/** Two banks and a network speak with one another. */
const UPI = 300_000

const phone = { isPhone: true, hasPin: true } as const
const phonepe = { name: 'PhonePe', hasPin: true, usual: UPI } as const

export const PROVIDERS: Readonly<Record<string, Provider>> = {
  daraja: { name: 'M\u2011Pesa', ...phone, usual: 60_000 },
  'mtn-momo': { name: 'MoMo', ...phone },
  airtel: { name: 'Airtel Money', ...phone },
  phonepe,
  'phonepe-v1': phonepe,
  paytm: { name: 'Paytm', hasPin: true, usual: UPI },
  razorpay: { usual: UPI },
  cashfree: { usual: UPI },
  paypal: { name: 'PayPal' },
  coinbase: { name: 'Coinbase' },
}
