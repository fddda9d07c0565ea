/** The registry: one line each. */

import { adyen } from './adyen.ts'
import { airtel } from './airtel.ts'
import { btcpay } from './btcpay.ts'
import { cashfree } from './cashfree.ts'
import { checkoutcom } from './checkoutcom.ts'
import { coinbase } from './coinbase.ts'
import { daraja } from './daraja.ts'
import { flutterwaveV3 } from './flutterwave-v3.ts'
import { flutterwave } from './flutterwave.ts'
import { lemonsqueezy } from './lemonsqueezy.ts'
import { midtrans } from './midtrans.ts'
import { mollie } from './mollie.ts'
import { mtnMomo } from './mtn-momo.ts'
import { paddle } from './paddle.ts'
import { paypal } from './paypal.ts'
import { paystack } from './paystack.ts'
import { paytm } from './paytm.ts'
import { phonepeV1 } from './phonepe-v1.ts'
import { phonepe } from './phonepe.ts'
import type { Provider } from './provider.ts'
import { razorpay } from './razorpay.ts'
import { square } from './square.ts'
import { standardWebhooks } from './standard-webhooks.ts'
import { stripe } from './stripe.ts'
import { xendit } from './xendit.ts'

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
