import {
  adyen,
  checkout,
  EUR,
  gateway,
  INR,
  mollie,
  NGN,
  paystack,
  put,
  razorpay,
  shows,
  stripe,
  xendit,
  type History,
} from '../history.ts'

export const MONEY: History[] = [
  {
    says: 'Adyen: held',
    steps: [EUR, adyen('11:00', '881613', 'authorized', { amount: 50_00 })],
    shown: shows('authorized', { provider: 'adyen' }),
  },
  {
    says: 'Adyen: captured in two parts',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 30_00 }),
      adyen('11:20', '881613', 'capture A2 done', { amount: 20_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: captured in part: another attempt could be paid beside the rest of the hold',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 pending', { amount: 30_00 }),
      adyen('11:11', '881613', 'capture A1 done', { amount: 30_00 }),
      adyen('11:20', '881613', 'capture A2 pending', { amount: 20_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00 }),
  },
  {
    says: 'Adyen: captured in part, and the rest of what was held ran out',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 30_00 }),
      adyen('11:50', '881613', 'canceled', { amount: 50_00, doubt: 0 }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, safeToRetry: true }),
  },
  {
    says: 'Adyen: a capture that failed after its success: the money is still held',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 50_00 }),
      adyen('11:40', '881613', 'capture A1 failed', { amount: 50_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Adyen: a capture that failed is taken again under its name',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:30', '881613', 'capture A1 done', { amount: 50_00 }),
      adyen('11:20', '881613', 'capture A1 failed', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: an instant payment’s capture failed: what success took is taken back',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:40', '881613', 'capture A1 failed', { amount: 50_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Adyen: an instant payment’s capture failed in part',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:40', '881613', 'capture A1 failed', { amount: 20_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, safeToRetry: true }),
  },
  {
    says: 'Adyen: a capture failed, the next one worked',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 failed', { amount: 50_00 }),
      adyen('11:20', '881613', 'capture A2 done', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: a capture failed of a payment that succeeded, the next one worked',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 failed', { amount: 50_00 }),
      adyen('11:20', '881613', 'capture A2 done', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'success says how much: a capture beside it adds nothing, and takes nothing',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 30_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: a capture failed, and what was held is let go',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 failed', { amount: 50_00 }),
      adyen('11:20', '881613', 'canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Checkout.com: success is taken back by a capture of which nobody says how much',
    steps: [
      put({ amount: 50_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'succeeded', { amount: 50_00 }),
      checkout('11:10', 'pay_mbabiz', 'capture act_1 failed'),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Stripe: a voucher pays for all of it, and nothing is left to pay',
    steps: [
      put({ amount: 0, currency: 'EUR' }),
      stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 0 }),
    ],
    shown: shows('succeeded'),
  },
  {
    says: 'Checkout.com: captured, and nobody can read how much: it is never all of it',
    steps: [
      put({ amount: 80_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'authorized', { amount: 50_00 }),
      checkout('11:10', 'pay_mbabiz', 'capture act_1 done'),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Checkout.com: a capture is declined, and the money stays held',
    steps: [
      put({ amount: 50_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'authorized', { amount: 50_00 }),
      checkout('11:10', 'pay_mbabiz', 'capture act_1 failed', { amount: 50_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Stripe: refunded in parts, told one by one and as a running total: once',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, references: ['ch_3QeF'] }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 done', { amount: 15_00 }),
      stripe('11:10', 'pi_3QeF', 'refunds', { amount: 15_00, references: ['ch_3QeF'] }),
      stripe('11:20', 'pi_3QeF', 'refund re_2 done', { amount: 10_00 }),
      stripe('11:20', 'pi_3QeF', 'refunds', { amount: 25_00, references: ['ch_3QeF'] }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 25_00 }),
  },
  {
    says: 'Stripe: refunds told as a total, of which single ones are missing',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 done', { amount: 15_00 }),
      stripe('11:20', 'pi_3QeF', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Stripe: a refund that is pending has not gone back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 pending', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: a refund that bounced, and the total that shrank with it',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 done', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refunds', { amount: 50_00 }),
      stripe('11:40', 'pi_3QeF', 'refund re_1 failed', { amount: 50_00 }),
      stripe('11:40', 'pi_3QeF', 'refunds', { amount: 0 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: a refund that bounced is sent again under its name',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:01', '881613', 'capture A1 done', { amount: 50_00 }),
      adyen('11:30', '881613', 'refund R1 done', { amount: 50_00 }),
      adyen('11:20', '881613', 'refund R1 failed', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Razorpay: two refunds in parts that make all of it',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 500_00 }),
      razorpay('11:10', 'pay_Q1', 'refund rfnd_1 done', { amount: 200_00 }),
      razorpay('11:20', 'pay_Q1', 'refund rfnd_2 done', { amount: 300_00 }),
    ],
    shown: shows('refunded', { amountReceived: 500_00, amountRefunded: 500_00 }),
  },
  {
    says: 'Razorpay: of two refunds one fails',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 500_00 }),
      razorpay('11:10', 'pay_Q1', 'refund rfnd_1 done', { amount: 200_00 }),
      razorpay('11:20', 'pay_Q1', 'refund rfnd_2 done', { amount: 300_00 }),
      razorpay('11:30', 'pay_Q1', 'refund rfnd_2 failed', { amount: 300_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 500_00, amountRefunded: 200_00 }),
  },
  {
    says: 'Mollie: it stays paid, the running total of refunds tells',
    steps: [
      EUR,
      mollie('11:00', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00 }),
      mollie('11:30', 'tr_7UhSN1zuXS', 'refunds', { amount: 20_00 }),
      mollie('11:30', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00, eventId: 'again' }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'Paystack: a refund is told before the payment, and does not say of which day',
    steps: [
      NGN,
      paystack('~11:10', '4099260516', 'refund 3018284 done', { amount: 5_000_00 }),
      paystack('11:00', '4099260516', 'succeeded', { amount: 5_000_00 }),
    ],
    shown: shows('refunded', { amountReceived: 5_000_00, amountRefunded: 5_000_00 }),
  },
  {
    says: 'Paystack: a refund of which nobody can read how much is never all of it',
    steps: [
      NGN,
      paystack('11:00', '4099260516', 'succeeded', { amount: 5_000_00 }),
      paystack('~11:10', '4099260516', 'refund 3018284 done'),
    ],
    shown: shows('succeeded', { amountReceived: 5_000_00 }),
  },
  {
    says: 'a gateway without times: some went back, all went back',
    steps: [
      EUR,
      gateway('~11:00', 'p-1', 'succeeded', { amount: 50_00 }),
      gateway('~11:10', 'p-1', 'refunds', { amount: 20_00 }),
      gateway('~11:20', 'p-1', 'refunds'),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'a refund is all that we ever hear: so it was paid',
    steps: [EUR, adyen('11:10', '881613', 'refund R1 done', { amount: 20_00 })],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'more goes back than came: what came',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'succeeded', { amount: 50_00 }),
      gateway('11:10', 'p-1', 'refund r-1 done', { amount: 60_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'nobody knows what the order asks, and some of it goes back',
    steps: [
      gateway('11:00', 'p-1', 'succeeded', { amount: 50_00 }),
      gateway('11:10', 'p-1', 'refund r-1 done', { amount: 20_00 }),
    ],
    shown: shows('partially_refunded', {
      amountReceived: 50_00,
      amountRefunded: 20_00,
      registered: false,
    }),
  },
  {
    says: 'paid twice, by two providers',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      mollie('11:05', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 100_00, overpaid: true, provider: 'mollie' }),
  },
  {
    says: 'paid twice, and one goes back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      mollie('11:05', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00 }),
      mollie('11:20', 'tr_7UhSN1zuXS', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 100_00, amountRefunded: 50_00 }),
  },
  {
    says: 'paid twice, and a part of one goes back: still too much',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      mollie('11:05', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00 }),
      mollie('11:20', 'tr_7UhSN1zuXS', 'refunds', { amount: 49_99 }),
    ],
    shown: shows('succeeded', { amountReceived: 100_00, amountRefunded: 49_99, overpaid: true }),
  },
  {
    says: 'one cent is missing',
    steps: [EUR, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 49_99 })],
    shown: shows('partially_paid', { amountReceived: 49_99, safeToRetry: true }),
  },
  {
    says: 'one cent is too much',
    steps: [EUR, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_01 })],
    shown: shows('succeeded', { amountReceived: 50_01, overpaid: true }),
  },
  {
    says: 'a part is paid, another attempt failed for certain',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 20_00 }),
      stripe('11:10', 'pi_2', 'failed', { amount: 30_00, doubt: 0, reason: { code: 'declined' } }),
    ],
    shown: shows('partially_paid', { amountReceived: 20_00, safeToRetry: true }),
  },
  {
    says: 'a part is paid, and the rest is under way',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 20_00 }),
      stripe('11:10', 'pi_2', 'processing', { amount: 30_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 20_00 }),
  },
  {
    says: 'a part is paid, of another attempt nobody knows for three days',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 20_00 }),
      gateway('11:10', 'p-2', 'failed', { amount: 30_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 20_00 }),
    later: {
      '2026-11-24 11:09:59': shows('partially_paid', { amountReceived: 20_00 }),
      '2026-11-24 11:10': shows('partially_paid', { amountReceived: 20_00, safeToRetry: true }),
    },
  },
  {
    says: 'Xendit: paid in another currency than asked',
    steps: [
      put({ amount: 100_000_00, currency: 'IDR' }),
      xendit('11:00', '579c8d61f23fa4ca', 'succeeded', { amount: 100_000_00, currency: 'USD' }),
    ],
    shown: shows('processing', { currency: 'IDR', reason: { code: 'currency_mismatch' } }),
  },
  {
    says: 'Stripe: foreign money came, and went back: pay again in ours',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 50_00, currency: 'USD' }),
    ],
    shown: shows('pending', { currency: 'EUR' }),
  },
  {
    says: 'Stripe: foreign money came, and a part of it is kept',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 49_00, currency: 'USD' }),
    ],
    shown: shows('processing', { reason: { code: 'currency_mismatch' } }),
  },
  {
    says: 'foreign money beside all of ours, in a currency that comes first in the alphabet',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'AUD' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, currency: 'EUR' }),
  },
  {
    says: 'a part is paid, and foreign money came too: nobody pays again until that is sorted out',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 20_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 30_00, currency: 'USD' }),
    ],
    shown: shows('partially_paid', { amountReceived: 20_00 }),
  },
  {
    says: 'foreign money came, and another attempt waits for the shopper',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_2', 'requires_action', { amount: 50_00 }),
    ],
    shown: shows('processing', { reason: { code: 'currency_mismatch' } }),
  },
  {
    says: 'an attempt failed for certain, and foreign money came too',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 30_00, currency: 'USD' }),
    ],
    shown: shows('processing', { reason: { code: 'currency_mismatch' } }),
  },
  {
    says: 'the merchant says what the order asks after it was paid',
    steps: [
      put({ description: '2 × towel', number: '№ 1205' }),
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 20_00 }),
      EUR,
    ],
    shown: shows('partially_paid', {
      amountReceived: 20_00,
      safeToRetry: true,
      description: '2 × towel',
      number: '№ 1205',
    }),
  },
  {
    says: 'the merchant says in which currency after it was paid in two',
    steps: [
      put({ amount: 50_00 }),
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'EUR' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 30_00, currency: 'USD' }),
      put({ currency: 'USD' }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, currency: 'USD' }),
  },
  {
    says: 'nobody said in which currency, and it was paid in two: they are not added up',
    steps: [
      put({ amount: 80_00 }),
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 30_00, currency: 'EUR' }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, currency: 'EUR' }),
  },
]
