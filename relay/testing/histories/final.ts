import {
  EUR,
  gateway,
  hand,
  KES,
  paypal,
  prompt,
  shows,
  stripe,
  USD,
  type History,
} from '../history.ts'

export const FINAL: History[] = [
  {
    says: 'PayPal: a reversal that nobody takes back, until the merchant says how it ended',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      paypal('11:10', '3C679366HH908993F', 'dispute reversal lost'),
      hand('11:30', { status: 'succeeded', payment: '3C679366HH908993F', final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'a word that is not final closes no dispute of the provider’s',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      paypal('11:10', '3C679366HH908993F', 'dispute PP-D-27803 open'),
      hand('11:30', { status: 'succeeded', payment: '3C679366HH908993F' }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'a dispute that comes after the final word is one',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      hand('11:05', { status: 'failed', payment: '3C679366HH908993F', final: true }),
      paypal('11:10', '3C679366HH908993F', 'dispute PP-D-27803 open'),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'a final word that names no payment closes the dispute, and is no second payment',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      paypal('11:10', '3C679366HH908993F', 'dispute PP-D-27803 open'),
      hand('11:30', { status: 'succeeded', final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'the shop gives in: refunded by hand for good closes the dispute',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'dispute du_1 open'),
      hand('11:30', { status: 'refunded', payment: 'pi_3QeF', final: true }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'a dispute said by hand for good is one',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'disputed', final: true }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'a part is captured, and that was all: the rest is waived',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'authorized', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'capture c-1 done', { amount: 30_00 }),
      hand('11:30', { status: 'succeeded', payment: 'pi_3QeF', amount: 30_00, final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 30_00, waived: 20_00 }),
  },
  {
    says: 'a part is captured, and that was all, said of no payment and without an amount',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'authorized', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'capture c-1 done', { amount: 30_00 }),
      hand('11:30', { status: 'succeeded', final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 30_00, waived: 20_00 }),
  },
  {
    says: 'cash, less than was asked, and that was all',
    steps: [KES, hand('11:30', { status: 'succeeded', amount: 900_00, final: true })],
    shown: shows('succeeded', { amountReceived: 900_00, waived: 100_00 }),
  },
  {
    says: 'cash, less than was asked; and the merchant did not say that it was all',
    steps: [KES, hand('11:30', { status: 'succeeded', amount: 900_00 })],
    shown: shows('partially_paid', { amountReceived: 900_00, safeToRetry: true }),
  },
  {
    says: 'a part is paid, which is certain, and not all',
    steps: [KES, hand('11:30', { status: 'partially_paid', amount: 900_00, final: true })],
    shown: shows('partially_paid', { amountReceived: 900_00, safeToRetry: true }),
  },
  {
    says: 'a code takes some off, a part of the rest comes, and that was all',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 30_00, waived: 10_00 }),
      hand('11:10', { status: 'succeeded', payment: 'pi_3QeF', amount: 30_00, final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 30_00, waived: 20_00 }),
  },
  {
    says: 'that was all, and the rest comes all the same: nothing is waived, or paid too much',
    steps: [
      EUR,
      hand('11:00', { status: 'succeeded', payment: 'bank-1', amount: 30_00, final: true }),
      stripe('11:30', 'pi_3QeF', 'succeeded', { amount: 20_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, waived: undefined }),
  },
  {
    says: 'that was all, and a part of it goes back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 30_00 }),
      hand('11:10', { status: 'succeeded', payment: 'pi_3QeF', amount: 30_00, final: true }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 10_00 }),
    ],
    shown: shows('partially_refunded', {
      amountReceived: 30_00,
      amountRefunded: 10_00,
      waived: 20_00,
    }),
  },
  {
    says: 'that was all, and all of that goes back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 30_00 }),
      hand('11:10', { status: 'succeeded', payment: 'pi_3QeF', amount: 30_00, final: true }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 30_00 }),
    ],
    shown: shows('refunded', { amountReceived: 30_00, amountRefunded: 30_00, waived: undefined }),
  },
  {
    says: 'that was all, which was a mistake, and is mended',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded', amount: 900_00, final: true }),
      hand('11:10', { status: 'partially_paid', amount: 900_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 900_00, safeToRetry: true }),
  },
  {
    says: 'a final word that names no payment ends the doubt about all of them',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { reason: { code: 'declined' } }),
      gateway('11:10', 'p-2', 'failed', { reason: { code: 'declined' } }),
      hand('11:30', { status: 'canceled', final: true }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'a final word that names no payment ends the doubt about a prompt that nobody answered',
    steps: [KES, prompt('11:50', 'ws_CO_1'), hand('11:55', { status: 'canceled', final: true })],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'the merchant’s final word ends the doubt about a prompt that nobody answered',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      hand('11:55', { status: 'expired', payment: 'ws_CO_1', final: true }),
    ],
    shown: shows('expired', { safeToRetry: true }),
  },
]
