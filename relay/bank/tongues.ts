import type { Tongue } from './tongue.ts'
import { airtelTongue } from './tongues/airtel.ts'
import { btcpayTongue } from './tongues/btcpay.ts'
import { cashfreeTongue } from './tongues/cashfree.ts'
import { checkoutcomTongue } from './tongues/checkoutcom.ts'
import { coinbaseTongue } from './tongues/coinbase.ts'
import { darajaTongue } from './tongues/daraja.ts'
import { flutterwaveTongue } from './tongues/flutterwave.ts'
import { flutterwaveV3Tongue } from './tongues/flutterwave-v3.ts'
import { lemonsqueezyTongue } from './tongues/lemonsqueezy.ts'
import { midtransTongue } from './tongues/midtrans.ts'
import { mollieTongue } from './tongues/mollie.ts'
import { mtnMomoTongue } from './tongues/mtn-momo.ts'
import { paddleTongue } from './tongues/paddle.ts'
import { paypalTongue } from './tongues/paypal.ts'
import { paystackTongue } from './tongues/paystack.ts'
import { paytmTongue } from './tongues/paytm.ts'
import { phonepeTongue } from './tongues/phonepe.ts'
import { phonepeV1Tongue } from './tongues/phonepe-v1.ts'
import { razorpayTongue } from './tongues/razorpay.ts'
import { squareTongue } from './tongues/square.ts'
import { standardWebhooksTongue } from './tongues/standard-webhooks.ts'
import { stripeTongue } from './tongues/stripe.ts'
import { xenditTongue } from './tongues/xendit.ts'

/** Those that the bank speaks, by the provider's id. */
export const TONGUES: ReadonlyMap<string, Tongue> = new Map([
  ['airtel', airtelTongue],
  ['btcpay', btcpayTongue],
  ['cashfree', cashfreeTongue],
  ['checkoutcom', checkoutcomTongue],
  ['coinbase', coinbaseTongue],
  ['daraja', darajaTongue],
  ['flutterwave', flutterwaveTongue],
  ['flutterwave-v3', flutterwaveV3Tongue],
  ['lemonsqueezy', lemonsqueezyTongue],
  ['midtrans', midtransTongue],
  ['mollie', mollieTongue],
  ['mtn-momo', mtnMomoTongue],
  ['paddle', paddleTongue],
  ['paypal', paypalTongue],
  ['paystack', paystackTongue],
  ['paytm', paytmTongue],
  ['phonepe', phonepeTongue],
  ['phonepe-v1', phonepeV1Tongue],
  ['razorpay', razorpayTongue],
  ['square', squareTongue],
  ['standard-webhooks', standardWebhooksTongue],
  ['stripe', stripeTongue],
  ['xendit', xenditTongue],
])
