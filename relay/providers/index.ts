/** The registry: one line each. */

import { adyen } from './adyen/adyen.ts'
import { airtel } from './airtel/airtel.ts'
import { btcpay } from './btcpay/btcpay.ts'
import { cashfree } from './cashfree/cashfree.ts'
import { checkoutcom } from './checkoutcom/checkoutcom.ts'
import { coinbase } from './coinbase/coinbase.ts'
import { daraja } from './daraja/daraja.ts'
import { flutterwaveV3 } from './flutterwave-v3/flutterwave-v3.ts'
import { flutterwave } from './flutterwave/flutterwave.ts'
import { lemonsqueezy } from './lemonsqueezy/lemonsqueezy.ts'
import { midtrans } from './midtrans/midtrans.ts'
import { mollie } from './mollie/mollie.ts'
import { mtnMomo } from './mtn-momo/mtn-momo.ts'
import { paddle } from './paddle/paddle.ts'
import { paypal } from './paypal/paypal.ts'
import { paystack } from './paystack/paystack.ts'
import { paytm } from './paytm/paytm.ts'
import { phonepeV1 } from './phonepe-v1/phonepe-v1.ts'
import { phonepe } from './phonepe/phonepe.ts'
import type { Provider, Trust } from './provider.ts'
import { razorpay } from './razorpay/razorpay.ts'
import { square } from './square/square.ts'
import { standardWebhooks } from './standard-webhooks/standard-webhooks.ts'
import { stripe } from './stripe/stripe.ts'
import { xendit } from './xendit/xendit.ts'

/** In the order in which people know them best. */
const ALL: readonly Provider[] = [
  stripe,
  paypal,
  adyen,
  checkoutcom,
  square,
  mollie,
  paddle,
  lemonsqueezy,
  daraja,
  mtnMomo,
  airtel,
  flutterwave,
  flutterwaveV3,
  paystack,
  razorpay,
  phonepe,
  phonepeV1,
  cashfree,
  paytm,
  xendit,
  midtrans,
  coinbase,
  btcpay,
  standardWebhooks,
]

export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  ALL.map((provider) => [provider.id, provider]),
)

/** What the callbacks of a provider prove, by its id. */
export const trustOf = (id: string): Trust | undefined => PROVIDERS.get(id)?.trust
