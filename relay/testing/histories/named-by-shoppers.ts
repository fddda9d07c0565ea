import { EUR, INR, ORDER, put, razorpay, shows, stripe, type History } from '../history.ts'

export const NAMED_BY_SHOPPERS: History[] = [
  {
    says: 'Razorpay: a stranger’s attempt of one rupee, under a name that is easily guessed',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { amount: 1_00, doubt: 0, namedBy: 'shopper' }),
    ],
    shown: shows('pending', { provider: undefined }),
  },
  {
    says: 'a stranger’s attempt in another currency, which is in doubt',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { amount: 500_00, doubt: 0, namedBy: 'shopper' }),
      razorpay('11:10', 'pay_Q2', 'failed', {
        amount: 500_00,
        currency: 'USD',
        namedBy: 'shopper',
        reason: { code: 'provider_error' },
      }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'an attempt of the order’s own amount is heeded, whoever names it',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', {
        amount: 500_00,
        doubt: 0,
        namedBy: 'shopper',
        reason: { code: 'declined' },
      }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'an attempt of which nobody says how much is heeded',
    steps: [INR, razorpay('11:00', 'pay_Q1', 'failed', { namedBy: 'shopper' })],
    shown: shows('failed'),
  },
  {
    says: 'an attempt of another amount is heeded once the merchant’s own field names it, too',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'processing', { amount: 1_00 }),
      razorpay('11:05', 'pay_Q1', 'failed', { amount: 1_00, doubt: 0, namedBy: 'shopper' }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'an attempt of another amount is heeded where the merchant registered what it lies in',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      razorpay('11:00', 'pay_Q1', 'failed', {
        amount: 1_00,
        doubt: 0,
        containers: ['order_NXhj67'],
        namedBy: 'shopper',
      }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'a dispute about what a stranger paid, and the bank returned, is one',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { amount: 1_00, doubt: 0, namedBy: 'shopper' }),
      razorpay('11:10', 'pay_Q1', 'void failed', { doubt: 0 }),
      razorpay('11:20', 'pay_Q1', 'dispute disp_1 open'),
    ],
    shown: shows('disputed'),
  },
  {
    says: 'one rupee that came has come, whoever sent it',
    steps: [INR, razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 1_00, namedBy: 'shopper' })],
    shown: shows('partially_paid', { amountReceived: 1_00, safeToRetry: true }),
  },
  {
    says: 'the order has a number beside its id, and the number is registered',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', {
        amount: 50_00,
        orderId: '4711',
        orderAliases: [ORDER],
      }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, registered: true }),
  },
  {
    says: 'the order has a number beside its id, and nobody has registered either',
    steps: [stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, orderAliases: ['4711'] })],
    shown: shows('succeeded', { amountReceived: 50_00, registered: false }),
  },
]
