import { adyen, btcpay, EUR, INR, put, razorpay, shows, stripe, type History } from '../history.ts'

export const WAIVED: History[] = [
  {
    says: 'Razorpay: the bank’s offer takes 50 off, as one event of two says',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 450_00, waived: 50_00, eventId: 'paid' }),
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 450_00, eventId: 'z captured' }),
    ],
    shown: shows('succeeded', { amountReceived: 450_00, waived: 50_00 }),
  },
  {
    says: 'Razorpay: a fee on top is none too much',
    steps: [INR, razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 510_00, waived: -10_00 })],
    shown: shows('succeeded', { amountReceived: 510_00, waived: -10_00 }),
  },
  {
    says: 'a fee on top, of which one cent is missing',
    steps: [INR, razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 509_99, waived: -10_00 })],
    shown: shows('partially_paid', { amountReceived: 509_99, waived: -10_00, safeToRetry: true }),
  },
  {
    says: 'a tax on top, which the merchant had in its amount: the provider calls its own order complete',
    steps: [
      EUR,
      stripe('11:00', 'cs_1', 'succeeded', { amount: 50_00, waived: -8_00, complete: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, waived: -8_00 }),
  },
  {
    says: 'a code that the merchant had taken off its amount: none too much',
    steps: [
      EUR,
      stripe('11:00', 'cs_1', 'succeeded', { amount: 50_00, waived: 10_00, complete: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, waived: 10_00 }),
  },
  {
    says: 'a tax on top of a complete order, of which some went back: the rest is less than was asked',
    steps: [
      EUR,
      stripe('11:00', 'cs_1', 'succeeded', { amount: 58_00, waived: -8_00, complete: true }),
      stripe('11:30', 'cs_1', 'refunds', { amount: 8_00 }),
    ],
    shown: shows('partially_refunded', {
      ...{ amountReceived: 58_00, amountRefunded: 8_00, waived: -8_00 },
    }),
  },
  {
    says: 'Stripe: a code takes all of it off',
    steps: [EUR, stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 0, waived: 50_00 })],
    shown: shows('succeeded', { waived: 50_00 }),
  },
  {
    says: 'Stripe: a code takes all of it off, and what came besides goes back',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 0, waived: 50_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00 }),
      stripe('11:20', 'pi_2', 'refund re_1 done', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, amountRefunded: 50_00, waived: 50_00 }),
  },
  {
    says: 'nothing was asked, and what came all the same went back',
    steps: [
      put({ amount: 0, currency: 'EUR' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00 }),
      stripe('11:20', 'pi_2', 'refund re_1 done', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Stripe: the session knows of the code, the intent inside it of the money',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 40_00, waived: 10_00 }),
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 40_00, containers: ['cs_live_a1'] }),
    ],
    shown: shows('succeeded', { amountReceived: 40_00, waived: 10_00 }),
  },
  {
    says: 'Stripe: a code takes some off, which is taken back before the shopper pays',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'processing', { waived: 10_00 }),
      stripe('11:05', 'cs_live_a1', 'succeeded', { amount: 50_00, waived: 0 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, waived: undefined }),
  },
  {
    says: 'what is waived of an attempt that brought nothing is waived of nothing',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'failed', { doubt: 0, waived: 50_00, reason: { code: 'declined' } }),
    ],
    shown: shows('failed', {
      safeToRetry: true,
      waived: undefined,
      reason: { code: 'declined' },
    }),
  },
  {
    says: 'more comes than was asked less what was waived',
    steps: [EUR, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, waived: 10_00 })],
    shown: shows('succeeded', { amountReceived: 50_00, waived: 10_00, overpaid: true }),
  },
  {
    says: 'paid at a discount, and a part goes back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 40_00, waived: 10_00 }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 done', { amount: 5_00 }),
    ],
    shown: shows('partially_refunded', {
      amountReceived: 40_00,
      amountRefunded: 5_00,
      waived: 10_00,
    }),
  },
  {
    says: 'paid at a discount, all of it goes back, and it is paid in full',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 40_00, waived: 10_00 }),
      stripe('11:10', 'pi_1', 'refund re_1 done', { amount: 40_00 }),
      stripe('11:20', 'pi_2', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', {
      amountReceived: 90_00,
      amountRefunded: 40_00,
      waived: undefined,
    }),
  },
  {
    says: 'foreign money at a discount: nothing of ours is waived',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 40_00, currency: 'USD', waived: 10_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 45_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 45_00, waived: undefined }),
  },
  {
    says: 'the provider calls its own order complete: nobody pays the rest of what we ask',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', {
        amount: 450_00,
        complete: true,
        eventId: 'order.paid',
      }),
      razorpay('11:01', 'pay_Q1', 'succeeded', { amount: 450_00, eventId: 'captured' }),
    ],
    shown: shows('partially_paid', { amountReceived: 450_00 }),
  },
  {
    says: 'the provider’s order is complete for nothing, and another attempt failed for certain',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 0, complete: true }),
      stripe('11:10', 'pi_2', 'failed', { doubt: 0, reason: { code: 'declined' } }),
    ],
    shown: shows('failed', { reason: { code: 'declined' } }),
  },
  {
    says: 'the provider calls its order complete, and the bank returns the money',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, complete: true }),
      stripe('11:10', 'pi_1', 'void failed', { doubt: 0 }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'BTCPay: more came than was asked, and nobody says how much',
    steps: [EUR, btcpay('11:00', 'Hj6UkZV8', 'succeeded', { overpaid: true })],
    shown: shows('succeeded', { amountReceived: 50_00, overpaid: true }),
  },
  {
    says: 'BTCPay: more came than was asked, and something went back',
    steps: [
      EUR,
      btcpay('11:00', 'Hj6UkZV8', 'succeeded', { amount: 51_00, overpaid: true }),
      btcpay('11:10', 'Hj6UkZV8', 'refund R1 done', { amount: 1_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 51_00, amountRefunded: 1_00 }),
  },
  {
    says: 'BTCPay: more came of one invoice than it asked, and less than the order does',
    steps: [EUR, btcpay('11:00', 'Hj6UkZV8', 'succeeded', { amount: 20_00, overpaid: true })],
    shown: shows('partially_paid', { amountReceived: 20_00, safeToRetry: true }),
  },
  {
    says: 'an attempt of nothing is no part of it',
    steps: [EUR, adyen('11:00', '881613', 'succeeded', { amount: 0 })],
    shown: shows('pending'),
  },
]
