import type { Tongue } from './tongue.ts'
import { airtelTongue } from './tongues/airtel.ts'
import { darajaTongue } from './tongues/daraja.ts'
import { mtnMomoTongue } from './tongues/mtn-momo.ts'
import { phonepeTongue } from './tongues/phonepe.ts'
import { phonepeV1Tongue } from './tongues/phonepe-v1.ts'
import { standardWebhooksTongue } from './tongues/standard-webhooks.ts'
import { stripeTongue } from './tongues/stripe.ts'

/** Those that the bank speaks, by the provider's id. */
export const TONGUES: ReadonlyMap<string, Tongue> = new Map([
  ['stripe', stripeTongue],
  ['daraja', darajaTongue],
  ['mtn-momo', mtnMomoTongue],
  ['airtel', airtelTongue],
  ['phonepe', phonepeTongue],
  ['phonepe-v1', phonepeV1Tongue],
  ['standard-webhooks', standardWebhooksTongue],
])
