/** The registry: one line each. */

import { daraja } from './daraja.ts'
import type { Provider } from './provider.ts'
import { razorpay } from './razorpay.ts'
import { standardWebhooks } from './standard-webhooks.ts'
import { stripe } from './stripe.ts'

export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  [stripe, razorpay, standardWebhooks, daraja].map((provider) => [provider.id, provider]),
)
