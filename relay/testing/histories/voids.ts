import {
  adyen,
  btcpay,
  checkout,
  EUR,
  flutterwave,
  gateway,
  midtrans,
  NGN,
  paypal,
  put,
  shows,
  stripe,
  USD,
  type History,
} from '../history.ts'

export const VOIDS: History[] = [
  {
    says: 'Midtrans: captured, and canceled before it settles: nothing is paid',
    steps: [
      put({ amount: 100_000_00, currency: 'IDR' }),
      midtrans('11:00', 'b3a40398', 'succeeded', { amount: 100_000_00 }),
      midtrans('11:30', 'b3a40398', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Midtrans: captured and canceled, and nobody says when',
    steps: [
      put({ amount: 100_000_00, currency: 'IDR' }),
      midtrans('~11:00', 'b3a40398', 'succeeded', { amount: 100_000_00 }),
      midtrans('~11:30', 'b3a40398', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Midtrans: the void has a time, and the success has none',
    steps: [
      put({ amount: 100_000_00, currency: 'IDR' }),
      midtrans('~11:40', 'b3a40398', 'succeeded', { amount: 100_000_00 }),
      midtrans('11:30', 'b3a40398', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'BTCPay: settled, marked as invalid, and marked as settled again',
    steps: [
      EUR,
      btcpay('11:00', 'Hj6UkZV8', 'succeeded'),
      btcpay('11:10', 'Hj6UkZV8', 'void failed', { doubt: 0 }),
      btcpay('11:20', 'Hj6UkZV8', 'succeeded', { eventId: 'again' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'BTCPay: settled, and marked as invalid in the same second',
    steps: [
      EUR,
      btcpay('11:00:05', 'Hj6UkZV8', 'succeeded'),
      btcpay('11:00:05', 'Hj6UkZV8', 'void failed', { doubt: 0, reason: { code: 'unknown' } }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'unknown' } }),
  },
  {
    says: 'Checkout.com: the bank returns it after its success, and nobody knows whether it tries again',
    steps: [
      put({ amount: 50_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'succeeded', { amount: 50_00 }),
      checkout('11:30', 'pay_mbabiz', 'void failed', { reason: { code: 'insufficient_funds' } }),
    ],
    shown: shows('failed', { reason: { code: 'insufficient_funds' } }),
    later: {
      '2026-11-24 11:30': shows('failed', {
        reason: { code: 'insufficient_funds' },
        safeToRetry: true,
      }),
    },
  },
  {
    says: 'Checkout.com: captured in two parts, and voided: nothing is left of either',
    steps: [
      put({ amount: 50_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'authorized', { amount: 50_00 }),
      checkout('11:05', 'pay_mbabiz', 'capture act_1 done', { amount: 30_00 }),
      checkout('11:10', 'pay_mbabiz', 'capture act_2 done', { amount: 20_00 }),
      checkout('11:30', 'pay_mbabiz', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Adyen: returned by the bank, and captured once more after that',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:05', '881613', 'capture A1 done', { amount: 50_00 }),
      adyen('11:10', '881613', 'void failed'),
      adyen('11:20', '881613', 'capture A2 done', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 100_00, overpaid: true }),
  },
  {
    says: 'Flutterwave: refunded and voided: nothing came, and nothing went back',
    steps: [
      NGN,
      flutterwave('11:00', '285959875', 'succeeded', { amount: 5_000_00 }),
      flutterwave('11:10', '285959875', 'refund R1 done', { amount: 5_000_00 }),
      flutterwave('11:20', '285959875', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'voided, and disputed all the same',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'succeeded', { amount: 50_00 }),
      gateway('11:10', 'p-1', 'void failed', { doubt: 0 }),
      gateway('11:20', 'p-1', 'dispute d-1 open'),
    ],
    shown: shows('disputed'),
  },
  {
    says: 'a void is all that we ever hear',
    steps: [EUR, gateway('11:10', 'p-1', 'void canceled', { doubt: 0 })],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'two voids at one time: the one that failed counts',
    steps: [
      EUR,
      gateway('11:10', 'p-1', 'void canceled', { doubt: 0 }),
      gateway('11:10', 'p-1', 'void failed', { doubt: 0 }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'one payment is voided, and another one paid',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_1', 'void canceled', { doubt: 0 }),
      stripe('11:20', 'pi_2', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'PayPal: the approval of an order is reversed, whose money was only held',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'authorized', {
        amount: 50_00,
        containers: ['5O190127TN364715T'],
      }),
      paypal('11:10', '5O190127TN364715T', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'PayPal: an authorization is voided after a part of it was captured: that part was taken',
    steps: [
      USD,
      paypal('11:00', '9T287484DP554682S', 'authorized', { amount: 50_00 }),
      paypal('11:05', '3C679366HH908993F', 'succeeded', {
        amount: 30_00,
        containers: ['9T287484DP554682S'],
      }),
      paypal('11:10', '9T287484DP554682S', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, safeToRetry: true }),
  },
  {
    says: 'a container is voided, is at it again, and what is inside it is held',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'authorized', { containers: ['5O190127TN364715T'] }),
      paypal('11:10', '5O190127TN364715T', 'void canceled', { doubt: 0 }),
      paypal('11:20', '5O190127TN364715T', 'processing'),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'a gateway names one payment twice, and voids it by its second name',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'succeeded', { amount: 50_00, references: ['txn-9'] }),
      gateway('11:01', 'txn-9', 'void canceled', { doubt: 0, references: ['p-1'] }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
]
