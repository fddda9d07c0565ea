/** The registry: one line each. */

import { airtel } from './airtel.ts'
import { daraja } from './daraja.ts'
import { mtnMomo } from './mtn-momo.ts'
import type { Provider } from './provider.ts'
import { razorpay } from './razorpay.ts'
import { standardWebhooks } from './standard-webhooks.ts'
import { stripe } from './stripe.ts'

export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  [stripe, razorpay, standardWebhooks, daraja, mtnMomo, airtel].map((provider) => [
    provider.id,
    provider,
  ]),
)
