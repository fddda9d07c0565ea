import {
  adyen,
  DAY,
  EUR,
  gateway,
  hand,
  INR,
  razorpay,
  shows,
  stripe,
  type History,
} from '../history.ts'

export const LET_GO: History[] = [
  {
    says: 'Stripe: a hold is let go, which it tells as a refund of what never came',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'authorized', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 50_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Stripe: a canceled intent, and the refund of what never came',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'authorized', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'canceled', { doubt: 0 }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Razorpay: it failed, was authorized late, and let go: no doubt is left',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { doubt: 3 * DAY, reason: { code: 'no_response' } }),
      razorpay('11:30', 'pay_Q1', 'refund rfnd_1 done', { amount: 500_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Razorpay: a refund of what was held is under way, so it is held still',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'authorized', { amount: 500_00 }),
      razorpay('11:30', 'pay_Q1', 'refund rfnd_1 pending', { amount: 500_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Adyen: a part of what was held is captured, and a refund of it is one',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 30_00 }),
      adyen('11:20', '881613', 'refund R1 done', { amount: 10_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 30_00, amountRefunded: 10_00 }),
  },
  {
    says: 'Adyen: an instant payment’s capture failed, and what was held goes back',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:40', '881613', 'capture A1 failed', { amount: 50_00 }),
      adyen('11:50', '881613', 'refund R1 done', { amount: 50_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'a refund of what the provider still confirms: so it was paid',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'processing', { amount: 50_00 }),
      gateway('11:30', 'p-1', 'refund r-1 done', { amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'a dispute about what was refunded and never seen to come: so it was paid',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'authorized', { amount: 50_00 }),
      gateway('11:30', 'p-1', 'refund r-1 done', { amount: 50_00 }),
      gateway('11:40', 'p-1', 'dispute d-1 won'),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'what the shop holds by its own word, it refunds by its own word',
    steps: [EUR, hand('11:00', { status: 'authorized' }), hand('11:30', { status: 'refunded' })],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'refunded by hand what the provider only held: it is let go',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
]
