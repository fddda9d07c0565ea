import {
  daraja,
  flutterwave,
  hand,
  KES,
  momo,
  NGN,
  paybill,
  paystack,
  prompt,
  put,
  shows,
  stripe,
  type History,
} from '../history.ts'

export const PROMPTS: History[] = [
  {
    says: 'M-Pesa: the shop tells of the prompt, Safaricom of the receipt',
    steps: [
      KES,
      prompt('11:58', 'ws_CO_1'),
      daraja('11:59', 'NLJ7RT61SV', 'succeeded', {
        containers: ['ws_CO_1'],
        references: ['29115-34620561-1'],
        amount: 1_000_00,
        receipt: 'NLJ7RT61SV',
      }),
      hand('11:59:10', { status: 'succeeded', payment: 'ws_CO_1', provider: 'daraja' }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00, receipt: 'NLJ7RT61SV' }),
  },
  {
    says: 'M-Pesa: a prompt that is out has the shopper’s attention',
    steps: [KES, prompt('11:59:30', 'ws_CO_1')],
    shown: shows('requires_action', {
      provider: 'daraja',
      action: { type: 'approve_on_phone', hint: '07•• ••• 678' },
      expiresAt: '2026-11-21T12:01:00.000Z',
    }),
    later: {
      '12:00:59': shows('requires_action'),
      '12:01': shows('expired', { reason: { code: 'expired' } }),
      '2026-11-22 12:00:59': shows('expired', { reason: { code: 'expired' } }),
      '2026-11-22 12:01': shows('expired', { reason: { code: 'expired' }, safeToRetry: true }),
    },
  },
  {
    says: 'M-Pesa: a prompt that was sent and never heard of again is in doubt for a day',
    steps: [KES, prompt('11:50', 'ws_CO_1')],
    shown: shows('expired', { reason: { code: 'expired' } }),
    later: {
      '2026-11-22 11:51:29': shows('expired', { reason: { code: 'expired' } }),
      '2026-11-22 11:51:30': shows('expired', { reason: { code: 'expired' }, safeToRetry: true }),
    },
  },
  {
    says: 'M-Pesa: the shopper declines the prompt',
    steps: [
      KES,
      prompt('11:59', 'ws_CO_1'),
      daraja('~11:59:20', 'ws_CO_1', 'canceled', {
        doubt: 0,
        reason: { code: 'canceled_by_customer' },
      }),
    ],
    shown: shows('canceled', {
      safeToRetry: true,
      reason: { code: 'canceled_by_customer' },
      action: undefined,
    }),
  },
  {
    says: 'M-Pesa: a shop’s clock that is two minutes ahead does not outlive the shopper’s no',
    steps: [
      KES,
      prompt('12:02', 'ws_CO_1'),
      daraja('~11:59:20', 'ws_CO_1', 'canceled', {
        doubt: 0,
        reason: { code: 'canceled_by_customer' },
      }),
    ],
    shown: shows('canceled', { safeToRetry: true, reason: { code: 'canceled_by_customer' } }),
  },
  {
    says: 'M-Pesa: no answer to the prompt (1037), which may turn out paid for ten minutes',
    steps: [
      KES,
      prompt('11:53', 'ws_CO_1'),
      daraja('~11:55', 'ws_CO_1', 'expired', {
        doubt: 10 * 60_000,
        reason: { code: 'no_response', message: 'DS timeout user cannot be reached.' },
      }),
    ],
    shown: shows('expired', { reason: { code: 'no_response' } }),
    later: {
      '12:04:59': shows('expired', { reason: { code: 'no_response' } }),
      '12:05': shows('expired', { reason: { code: 'no_response' }, safeToRetry: true }),
    },
  },
  {
    says: 'M-Pesa: no answer to the prompt (1037), and the money came all the same',
    steps: [
      KES,
      prompt('11:53', 'ws_CO_1'),
      daraja('~11:55', 'ws_CO_1', 'expired', { doubt: 600_000, reason: { code: 'no_response' } }),
      daraja('11:54', 'NLJ7RT61SV', 'succeeded', {
        containers: ['ws_CO_1'],
        amount: 1_000_00,
        receipt: 'NLJ7RT61SV',
      }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00 }),
  },
  {
    says: 'M-Pesa: a wrong PIN, and a second prompt that is paid',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      daraja('~11:51', 'ws_CO_1', 'failed', {
        doubt: 0,
        reason: { code: 'authentication_failed' },
      }),
      prompt('11:52', 'ws_CO_2'),
      daraja('11:53', 'NLJ7RT61SV', 'succeeded', { containers: ['ws_CO_2'], amount: 1_000_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00 }),
  },
  {
    says: 'M-Pesa: a card was declined, then a prompt: it is the latest, though its no has no time',
    steps: [
      KES,
      stripe('11:50', 'pi_3QeF', 'failed', {
        currency: 'KES',
        doubt: 0,
        reason: { code: 'declined' },
      }),
      prompt('11:55', 'ws_CO_1'),
      daraja('~11:56', 'ws_CO_1', 'canceled', {
        doubt: 0,
        reason: { code: 'canceled_by_customer' },
      }),
    ],
    shown: shows('canceled', { safeToRetry: true, reason: { code: 'canceled_by_customer' } }),
  },
  {
    says: 'M-Pesa: a code of tomorrow is under way, and no failure',
    steps: [KES, prompt('11:59', 'ws_CO_1'), daraja('~11:59:20', 'ws_CO_1', 'processing')],
    shown: shows('processing'),
    later: { '13:00': shows('processing') },
  },
  {
    says: 'M-Pesa: two prompts, both of them paid',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      prompt('11:52', 'ws_CO_2'),
      daraja('11:51', 'NLJ7RT61SV', 'succeeded', { containers: ['ws_CO_1'], amount: 1_000_00 }),
      daraja('11:53', 'NLJ7RT62AB', 'succeeded', { containers: ['ws_CO_2'], amount: 1_000_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, overpaid: true }),
  },
  {
    says: 'M-Pesa: paid twice, and one goes back by hand',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      prompt('11:52', 'ws_CO_2'),
      daraja('11:51', 'NLJ7RT61SV', 'succeeded', { containers: ['ws_CO_1'], amount: 1_000_00 }),
      daraja('11:53', 'NLJ7RT62AB', 'succeeded', { containers: ['ws_CO_2'], amount: 1_000_00 }),
      hand('11:55', { status: 'refunded', payment: 'NLJ7RT62AB' }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, amountRefunded: 1_000_00 }),
  },
  {
    says: 'M-Pesa: another prompt on the same payment, sent without words, has nothing of the first',
    steps: [
      KES,
      prompt('11:30', 'ws_CO_1'),
      hand('11:40', { status: 'requires_action', payment: 'ws_CO_1', provider: 'daraja' }),
    ],
    shown: shows('requires_action', { action: undefined, expiresAt: undefined }),
  },
  {
    says: 'M-Pesa: Paybill, in two parts, typed by the payer',
    steps: [
      KES,
      paybill('11:00', 'NLJ7RT61SV', 'succeeded', { amount: 400_00, receipt: 'NLJ7RT61SV' }),
      paybill('11:10', 'NLJ7RT62AB', 'succeeded', { amount: 600_00, receipt: 'NLJ7RT62AB' }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00, receipt: 'NLJ7RT62AB' }),
  },
  {
    says: 'M-Pesa: Paybill, a part of it; the rest may come',
    steps: [KES, paybill('11:00', 'NLJ7RT61SV', 'succeeded', { amount: 400_00 })],
    shown: shows('partially_paid', { amountReceived: 400_00, safeToRetry: true }),
  },
  {
    says: 'M-Pesa: a prompt is paid, and the Paybill confirms the same money',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      daraja('11:51', 'NLJ7RT61SV', 'succeeded', { containers: ['ws_CO_1'], amount: 1_000_00 }),
      paybill('11:51', 'NLJ7RT61SV', 'succeeded', { amount: 1_000_00, eventId: 'NLJ7RT61SV' }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00, overpaid: false }),
  },
  {
    says: 'M-Pesa: a part of it, and a prompt for the rest is out',
    steps: [
      KES,
      paybill('11:00', 'NLJ7RT61SV', 'succeeded', { amount: 400_00 }),
      prompt('11:59', 'ws_CO_1', { amount: 600_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 400_00 }),
    later: {
      '2026-11-22 12:00:29': shows('partially_paid', { amountReceived: 400_00 }),
      '2026-11-22 12:00:30': shows('partially_paid', { amountReceived: 400_00, safeToRetry: true }),
    },
  },
  {
    says: 'M-Pesa: one shilling before the order is registered has paid one shilling',
    steps: [
      paybill('11:00', 'NLJ7RT61SV', 'succeeded', { amount: 1_00, mentions: ['No. 1205'] }),
      KES,
    ],
    shown: shows('partially_paid', { amountReceived: 1_00, amount: 1_000_00, safeToRetry: true }),
  },
  {
    says: 'Paystack: one naira, and the merchant has not spoken',
    steps: [paystack('11:00', '4099490251', 'succeeded', { amount: 1_00 })],
    shown: shows('succeeded', {
      amountReceived: 1_00,
      registered: false,
      amount: null,
      currency: 'NGN',
    }),
  },
  {
    says: 'MTN MoMo: a provider without times says that it failed, and that it was under way',
    steps: [
      put({ amount: 20_000, currency: 'UGX' }),
      momo('~11:01', '947354', 'failed', { doubt: 0, reason: { code: 'insufficient_funds' } }),
      momo('~11:02', '947354', 'processing'),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'insufficient_funds' } }),
  },
  {
    says: 'MTN MoMo: a provider without times; the shop’s own words have some, and none decide',
    steps: [
      put({ amount: 20_000, currency: 'UGX' }),
      hand('11:00', { status: 'requires_action', payment: '947354', provider: 'MTN' }),
      momo('~11:01', '947354', 'canceled', { doubt: 0 }),
      hand('11:03', { status: 'processing', payment: '947354', provider: 'MTN' }),
    ],
    shown: shows('canceled', { safeToRetry: true, provider: 'mtn-momo' }),
  },
  {
    says: 'Flutterwave: no times, failed and successful of one transaction',
    steps: [
      NGN,
      flutterwave('~11:01', '285959875', 'succeeded', { amount: 5_000_00 }),
      flutterwave('~11:02', '285959875', 'failed'),
    ],
    shown: shows('succeeded', { amountReceived: 5_000_00 }),
  },
]
