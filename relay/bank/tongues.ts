import type { Tongue } from './tongue.ts'
import { airtelTongue } from './tongues/airtel.ts'
import { cashfreeTongue } from './tongues/cashfree.ts'
import { darajaTongue } from './tongues/daraja.ts'
import { flutterwaveTongue } from './tongues/flutterwave.ts'
import { flutterwaveV3Tongue } from './tongues/flutterwave-v3.ts'
import { midtransTongue } from './tongues/midtrans.ts'
import { mtnMomoTongue } from './tongues/mtn-momo.ts'
import { paystackTongue } from './tongues/paystack.ts'
import { paytmTongue } from './tongues/paytm.ts'
import { phonepeTongue } from './tongues/phonepe.ts'
import { phonepeV1Tongue } from './tongues/phonepe-v1.ts'
import { razorpayTongue } from './tongues/razorpay.ts'
import { standardWebhooksTongue } from './tongues/standard-webhooks.ts'
import { stripeTongue } from './tongues/stripe.ts'
import { xenditTongue } from './tongues/xendit.ts'

/** Those that the bank speaks, by the provider's id. */
export const TONGUES: ReadonlyMap<string, Tongue> = new Map([
  ['stripe', stripeTongue],
  ['daraja', darajaTongue],
  ['mtn-momo', mtnMomoTongue],
  ['airtel', airtelTongue],
  ['phonepe', phonepeTongue],
  ['phonepe-v1', phonepeV1Tongue],
  ['standard-webhooks', standardWebhooksTongue],
  ['razorpay', razorpayTongue],
  ['cashfree', cashfreeTongue],
  ['paytm', paytmTongue],
  ['paystack', paystackTongue],
  ['flutterwave', flutterwaveTongue],
  ['flutterwave-v3', flutterwaveV3Tongue],
  ['midtrans', midtransTongue],
  ['xendit', xenditTongue],
])
