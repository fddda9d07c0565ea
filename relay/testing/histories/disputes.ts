import {
  adyen,
  EUR,
  flutterwave,
  INR,
  NGN,
  paypal,
  razorpay,
  shows,
  stripe,
  USD,
  type History,
} from '../history.ts'

export const DISPUTES: History[] = [
  {
    says: 'Stripe: a dispute names the intent only, and may come before anything else does',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'dispute du_1 open', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: a dispute that names nothing but the charge',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, references: ['ch_3QeF'] }),
      stripe('11:30', 'ch_3QeF', 'dispute du_1 open', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: a dispute is won',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'dispute du_1 open', { amount: 50_00 }),
      stripe('11:40', 'pi_3QeF', 'dispute du_1 won', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: a dispute is lost',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'dispute du_1 open', { amount: 50_00 }),
      stripe('11:40', 'pi_3QeF', 'dispute du_1 lost', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'Razorpay: two disputes, one of them won',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 500_00 }),
      razorpay('11:10', 'pay_Q1', 'dispute disp_1 open'),
      razorpay('11:20', 'pay_Q1', 'dispute disp_2 open'),
      razorpay('11:30', 'pay_Q1', 'dispute disp_1 won'),
    ],
    shown: shows('disputed', { amountReceived: 500_00 }),
  },
  {
    says: 'Razorpay: two disputes, both of them won',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 500_00 }),
      razorpay('11:10', 'pay_Q1', 'dispute disp_1 open'),
      razorpay('11:20', 'pay_Q1', 'dispute disp_2 open'),
      razorpay('11:30', 'pay_Q1', 'dispute disp_1 won'),
      razorpay('11:40', 'pay_Q1', 'dispute disp_2 won'),
    ],
    shown: shows('succeeded', { amountReceived: 500_00 }),
  },
  {
    says: 'Flutterwave: a dispute without times, and that it was won',
    steps: [
      NGN,
      flutterwave('~11:00', '285959875', 'succeeded', { amount: 5_000_00 }),
      flutterwave('~11:10', '285959875', 'dispute 90871 won'),
      flutterwave('~11:20', '285959875', 'dispute 90871 open'),
    ],
    shown: shows('succeeded', { amountReceived: 5_000_00 }),
  },
  {
    says: 'Adyen: a chargeback, reversed, and charged back a second time',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:10', '881613', 'dispute D1 open'),
      adyen('11:20', '881613', 'dispute D1 won'),
      adyen('11:30', '881613', 'dispute D1 open'),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'PayPal: a dispute ends with the money back',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      paypal('11:10', '3C679366HH908993F', 'dispute PP-D-27803 open'),
      paypal('11:20', '3C679366HH908993F', 'dispute PP-D-27803 won'),
      paypal('11:20', '3C679366HH908993F', 'refund 1JU08902781691411 done', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'a dispute is open, and the other payment would be enough',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_1', 'dispute du_1 open'),
      stripe('11:20', 'pi_2', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 100_00, overpaid: true }),
  },
  {
    says: 'a dispute about foreign money contests the order',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_1', 'dispute du_1 open', { currency: 'USD' }),
    ],
    shown: shows('disputed'),
  },
  {
    says: 'a dispute that was won is all that we ever hear: so it was paid',
    steps: [EUR, adyen('11:10', '881613', 'dispute D1 won')],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'a dispute is all that we ever hear: so it was paid',
    steps: [EUR, adyen('11:10', '881613', 'dispute D1 open')],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
]
