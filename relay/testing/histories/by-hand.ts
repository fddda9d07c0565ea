import {
  btcpay,
  cashfree,
  EUR,
  gateway,
  hand,
  KES,
  mollie,
  momo,
  prompt,
  put,
  razorpayOrder,
  shows,
  stripe,
  type History,
} from '../history.ts'

export const BY_HAND: History[] = [
  {
    says: 'paid in cash',
    steps: [KES, hand('11:00', { status: 'succeeded', receipt: 'Z-17' })],
    shown: shows('succeeded', { amountReceived: 1_000_00, receipt: 'Z-17' }),
  },
  {
    says: 'a mistake by hand, and its correction',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      hand('11:05', { status: 'failed', reason: { code: 'provider_error' } }),
    ],
    shown: shows('failed', { reason: { code: 'provider_error' } }),
  },
  {
    says: 'the merchant calls it declined: the shop knows that nothing can come of it',
    steps: [KES, hand('11:05', { status: 'failed', reason: { code: 'declined' } })],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'the merchant waits for the shopper to try another PIN: nobody else may pay',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1', { reason: { code: 'authentication_failed' }, expiresIn: 60 }),
    ],
    shown: shows('expired', { reason: { code: 'expired' } }),
  },
  {
    says: 'a mistake by hand, and its correction, which is final',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      hand('11:05', { status: 'failed', final: true }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'a mistake by hand is mended after another attempt was called off: it is the latest word',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      cashfree('11:03', '5114911', 'canceled', { currency: 'KES', doubt: 0 }),
      hand('11:05', { status: 'failed', final: true }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'paid in cash, in steps, and by card as well',
    steps: [
      KES,
      hand('11:00', { status: 'processing' }),
      hand('11:05', { status: 'succeeded' }),
      stripe('11:30', 'pi_3QeF', 'succeeded', { amount: 1_000_00, currency: 'KES' }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, overpaid: true }),
  },
  {
    says: 'two words by hand at one time: the one that settles counts',
    steps: [
      KES,
      hand('11:00', { status: 'requires_action' }),
      hand('11:00', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00 }),
  },
  {
    says: 'a part by bank transfer, said by hand, and the rest',
    steps: [
      KES,
      hand('11:00', { status: 'partially_paid', amount: 400_00 }),
      hand('11:30', { status: 'partially_paid', amount: 700_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 700_00, safeToRetry: true }),
  },
  {
    says: 'what a provider took, no word by hand undoes',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:05', { status: 'failed', payment: 'pi_3QeF', final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'the merchant’s final word ends the doubt about what the provider called failed',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { reason: { code: 'declined' } }),
      hand('11:05', { status: 'failed', payment: 'p-1', final: true }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'a final word, after which the provider tried again and failed again',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed'),
      hand('11:05', { status: 'failed', payment: 'p-1', final: true }),
      gateway('11:10', 'p-1', 'failed'),
    ],
    shown: shows('failed'),
  },
  {
    says: 'a final word, after which we hear of another failure, from a provider without times',
    steps: [
      put({ amount: 20_000, currency: 'UGX' }),
      hand('11:05', { status: 'canceled', payment: '947354', final: true }),
      momo('~11:10', '947354', 'failed'),
    ],
    shown: shows('failed'),
  },
  {
    says: 'a final word, after which the provider is at it again',
    steps: [
      EUR,
      hand('11:05', { status: 'failed', payment: 'p-1', final: true }),
      gateway('11:10', 'p-1', 'processing'),
    ],
    shown: shows('processing'),
  },
  {
    says: 'the merchant names the provider that nobody else speaks for',
    steps: [KES, hand('11:00', { status: 'processing', payment: 'TX-1', provider: 'airtel' })],
    shown: shows('processing', { provider: 'airtel' }),
  },
  {
    says: 'refunded by hand what the provider took',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'refunded by hand what one attempt brought, and another did not',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_2', 'failed', { doubt: 0 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'refunded by hand what the provider is still confirming: so it was paid',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'processing', { amount: 50_00 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'paid in cash and by card, and the cash goes back',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      stripe('11:05', 'pi_3QeF', 'succeeded', { amount: 1_000_00, currency: 'KES' }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, amountRefunded: 1_000_00 }),
  },
  {
    says: 'paid in cash, which goes back at that very time, and by card: only an earlier word is undone',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      hand('11:00', { status: 'refunded' }),
      stripe('11:05', 'pi_3QeF', 'succeeded', { amount: 1_000_00, currency: 'KES' }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, amountRefunded: 1_000_00 }),
  },
  {
    says: 'paid in two parts, one of them disputed; the receipt of a refund is not its receipt',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 30_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 20_00 }),
      stripe('11:20', 'pi_1', 'dispute du_1 open', { amount: 30_00 }),
      hand('11:30', { status: 'partially_refunded', amount: 5_00, receipt: 'RF-1' }),
    ],
    shown: shows('disputed', {
      amountReceived: 50_00,
      amountRefunded: 5_00,
      receipt: undefined,
    }),
  },
  {
    says: 'refunded by hand under another name of the payment',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, references: ['ch_3QeF'] }),
      hand('11:30', { status: 'refunded', payment: 'ch_3QeF' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'refunded by hand, and that is taken back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'refunded' }),
      hand('11:31', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'refunded by hand, which is taken back, undoes nothing that the provider sent back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:20', 'pi_3QeF', 'refund re_1 done', { amount: 20_00 }),
      hand('11:30', { status: 'refunded', payment: 'pi_3QeF' }),
      hand('11:31', { status: 'succeeded', payment: 'pi_3QeF' }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'refunded in part by hand, and told by the provider too: once',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'partially_refunded', amount: 20_00 }),
      stripe('11:30:04', 'pi_3QeF', 'refunds', { amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'refunded by hand, before anybody heard of the payment',
    steps: [
      EUR,
      hand('11:30', { status: 'partially_refunded', amount: 20_00 }),
      stripe('11:40', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'disputed by hand, and that is taken back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'disputed' }),
      hand('11:40', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'disputed by hand, and settled with a refund',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'disputed' }),
      hand('11:40', { status: 'partially_refunded', amount: 10_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 10_00 }),
  },
  {
    says: 'paid in two parts inside of an order of the provider’s, which the merchant calls paid',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      razorpayOrder('11:00', 'pay_Q1', 'succeeded', {
        amount: 200_00,
        containers: ['order_NXhj67'],
      }),
      razorpayOrder('11:01', 'pay_Q2', 'succeeded', {
        amount: 300_00,
        containers: ['order_NXhj67'],
      }),
      hand('11:02', { status: 'succeeded', payment: 'order_NXhj67', amount: 500_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 500_00 }),
  },
  {
    says: 'paid in two parts, and all of it refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 30_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 20_00 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'paid in two parts, and more than one of them refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 30_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 20_00 }),
      hand('11:30', { status: 'partially_refunded', amount: 35_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 35_00 }),
  },
  {
    says: 'paid twice, nobody said how much, and all of it refunded by hand',
    steps: [
      EUR,
      btcpay('11:00', 'Hj6UkZV8', 'succeeded'),
      mollie('11:10', 'tr_7UhSN1zuXS', 'succeeded'),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 100_00, amountRefunded: 100_00 }),
  },
  {
    says: 'paid in ours and in foreign money, and some of ours is refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'partially_refunded', amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'paid in foreign money and in what nobody named, and some of ours is refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00, currency: undefined }),
      hand('11:30', { status: 'partially_refunded', amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'foreign money alone, and all of it refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('pending'),
  },
]
