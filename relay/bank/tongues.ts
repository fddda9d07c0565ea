import type { Tongue } from './tongue.ts'
import { airtelTongue } from './tongues/airtel.ts'
import { btcpayTongue } from './tongues/btcpay.ts'
import { checkoutcomTongue } from './tongues/checkoutcom.ts'
import { coinbaseTongue } from './tongues/coinbase.ts'
import { darajaTongue } from './tongues/daraja.ts'
import { lemonsqueezyTongue } from './tongues/lemonsqueezy.ts'
import { mollieTongue } from './tongues/mollie.ts'
import { mtnMomoTongue } from './tongues/mtn-momo.ts'
import { paddleTongue } from './tongues/paddle.ts'
import { paypalTongue } from './tongues/paypal.ts'
import { phonepeTongue } from './tongues/phonepe.ts'
import { phonepeV1Tongue } from './tongues/phonepe-v1.ts'
import { squareTongue } from './tongues/square.ts'
import { standardWebhooksTongue } from './tongues/standard-webhooks.ts'
import { stripeTongue } from './tongues/stripe.ts'

/** Those that the bank speaks, by the provider's id. */
export const TONGUES: ReadonlyMap<string, Tongue> = new Map([
  ['airtel', airtelTongue],
  ['btcpay', btcpayTongue],
  ['checkoutcom', checkoutcomTongue],
  ['coinbase', coinbaseTongue],
  ['daraja', darajaTongue],
  ['lemonsqueezy', lemonsqueezyTongue],
  ['mollie', mollieTongue],
  ['mtn-momo', mtnMomoTongue],
  ['paddle', paddleTongue],
  ['paypal', paypalTongue],
  ['phonepe', phonepeTongue],
  ['phonepe-v1', phonepeV1Tongue],
  ['square', squareTongue],
  ['standard-webhooks', standardWebhooksTongue],
  ['stripe', stripeTongue],
])
