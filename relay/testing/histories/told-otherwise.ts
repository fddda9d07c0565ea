import {
  adyen,
  EUR,
  lemonsqueezy,
  ORDER,
  paypal,
  shows,
  stripe,
  USD,
  webhooks,
  type History,
} from '../history.ts'

/** What providers tell of one payment under several names, and of what goes back under another one. */
export const TOLD_OTHERWISE: History[] = [
  {
    says: 'Stripe: a subscription begins with an invoice, and what went back names its intent only',
    steps: [
      EUR,
      stripe('11:00', 'in_1', 'succeeded', {
        ...{ amount: 50_00, containers: ['cs_1'], complete: true },
      }),
      stripe('11:00', 'pi_9', 'succeeded', {
        ...{ amount: 50_00, containers: ['in_1'], references: ['ch_9'], orderId: undefined },
      }),
      stripe('11:30', 'pi_9', 'refunds', { amount: 50_00, references: ['ch_9'] }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Stripe: an intent, its charge and its refunds, none of which names the order but the intent',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:00', 'pi_1', 'succeeded', {
        ...{ amount: 50_00, orderId: undefined, references: ['ch_1'], eventId: 'charge' },
      }),
      stripe('11:30', 'pi_1', 'refunds', { amount: 10_00, references: ['ch_1'] }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 10_00 }),
  },
  {
    says: 'Stripe: a dispute that was prevented, and refunded instead',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_1', 'dispute dp_1 none', { amount: 50_00 }),
      stripe('11:30', 'pi_1', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Stripe: a hold that was let go, which one event calls a refund',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'authorized', { amount: 50_00 }),
      stripe('11:30', 'pi_1', 'void canceled', { amount: 50_00, doubt: 0 }),
      stripe('11:30', 'pi_1', 'refund re_1 done', { amount: 50_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'PayPal: what was taken back for a dispute comes back when it is won',
    steps: [
      USD,
      paypal('10:00', 'CAP1', 'succeeded', { amount: 50_00 }),
      paypal('11:00', 'CAP1', 'dispute PP-D-1 open', { amount: 50_00 }),
      paypal('11:05', 'CAP1', 'dispute reversal lost', { amount: 50_00 }),
      paypal('11:30', 'CAP1', 'dispute PP-D-1 won', { amount: 50_00 }),
      paypal('11:30', 'CAP1', 'dispute reversal none', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'PayPal: a renewal adds nothing to the order that it began with',
    steps: [
      USD,
      paypal('10:00', 'I-1', 'succeeded', { amount: 50_00, references: ['SALE1'] }),
      paypal('11:00', 'SALE1', 'refund REF1 done', { amount: 50_00, orderId: undefined }),
      paypal('11:30', 'I-1', 'succeeded', { amount: 50_00, references: ['SALE2'] }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Adyen: a gift card held a part, the rest was refused, and the gift card has its money again',
    steps: [
      EUR,
      adyen('~11:00', 'GIFT1', 'authorized', { amount: 20_00, containers: ['reference:1'] }),
      adyen('~11:05', 'CARD1', 'failed', {
        ...{ amount: 30_00, containers: ['reference:1'], doubt: 0 },
      }),
      adyen('~11:06', 'reference:1', 'refund ORDER1 done', { amount: 20_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'somebody who signs: a refund that names the order only',
    steps: [
      USD,
      webhooks('10:00', 'p-1', 'succeeded', { amount: 50_00, containers: [`of:${ORDER}`] }),
      webhooks('11:00', `of:${ORDER}`, 'refund r-1 done', { amount: 15_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 15_00 }),
  },
  {
    says: 'somebody who signs: a refund of an order of which no payment is known waits for one',
    steps: [USD, webhooks('11:00', `of:${ORDER}`, 'refund r-1 done', { amount: 15_00 })],
    shown: shows('pending'),
  },
  {
    says: 'Lemon Squeezy: the first invoice of a subscription goes back, which names the subscription only',
    steps: [
      USD,
      lemonsqueezy('10:00', '7', 'succeeded', { amount: 50_00, complete: true }),
      lemonsqueezy('10:01', '7', 'processing', {
        ...{ references: ['subscription:12'], orderId: undefined },
      }),
      lemonsqueezy('11:00', 'subscription:12', 'refunds', { amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
]
