import {
  clock,
  daraja,
  EUR,
  gateway,
  hand,
  KES,
  paybill,
  prompt,
  shows,
  type History,
  type Step,
} from '../history.ts'

const EXPIRED = { reason: { code: 'expired' } } as const

/** M-Pesa was asked about a prompt. It has no clock: what it says, it says since it was asked first. */
function answer(
  at: string,
  state: 'pending' | 'requires_action' | 'expired' | 'canceled' | 'succeeded',
  more: Parameters<typeof daraja>[3] = {},
): Step {
  const when = { receivedAt: clock(at), until: clock(at) - 2_000 }
  const step = daraja(at, 'ws_CO_1', state, { ...when, ...more })
  return 'told' in step ? { told: step.told.map((told) => ({ ...told, isAnswer: true })) } : step
}

/** A callback that proves little, of a provider that is asked: it says that something is under way. */
const unproven = (at: string, more: Parameters<typeof daraja>[3] = {}): Step =>
  daraja(at, 'ws_CO_1', 'processing', { unproven: true, ...more })

/** When it was asked. */
const read = (at: string) => ({ receivedAt: clock(at), until: clock(at) })

export const ANSWERS: History[] = [
  {
    says: 'asked, the provider still calls it failed: a callback of before is no news',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', {
        doubt: 0,
        receivedAt: clock('11:30'),
        until: clock('11:30'),
      }),
      gateway('11:20', 'p-1', 'processing'),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'asked, the provider calls it failed since eleven, which is where its doubt begins',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', {
        doubt: 60 * 60_000,
        receivedAt: clock('11:59:30'),
        until: clock('11:59'),
      }),
      gateway('11:59', 'p-2', 'failed', { doubt: 0, reason: { code: 'declined' } }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'what happened after the provider was asked is news',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', {
        doubt: 0,
        receivedAt: clock('11:30'),
        until: clock('11:30'),
      }),
      gateway('11:31', 'p-1', 'requires_action'),
    ],
    shown: shows('requires_action'),
  },
  {
    says: 'an answer from the future has no place of its own',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0, until: clock('2099-01-01 00:00') }),
      gateway('11:20', 'p-1', 'processing'),
    ],
    shown: shows('processing'),
  },
  {
    says: 'asked, M-Pesa sees the prompt on the phone, and is silent since: in doubt for a day',
    steps: [KES, prompt('11:50', 'ws_CO_1'), answer('11:50:30', 'requires_action')],
    shown: shows('expired', EXPIRED),
    later: {
      '2026-11-22 11:51:29': shows('expired', EXPIRED),
      '2026-11-22 11:51:30': shows('expired', { ...EXPIRED, safeToRetry: true }),
    },
  },
  {
    says: 'asked long after the time to act, M-Pesa sees the prompt still: in doubt for a day from then',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      answer('11:50:30', 'requires_action', {
        receivedAt: clock('11:58:10'),
        until: clock('11:58'),
      }),
    ],
    shown: shows('expired', EXPIRED),
    later: {
      '2026-11-22 11:57:59': shows('expired', EXPIRED),
      '2026-11-22 11:58': shows('expired', { ...EXPIRED, safeToRetry: true }),
    },
  },
  {
    says: 'asked, a provider says that nobody has begun: the prompt is out all the same, and in doubt',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      answer('11:50:30', 'pending', { until: clock('11:51') }),
    ],
    shown: shows('expired', EXPIRED),
    later: {
      '2026-11-22 11:51:29': shows('expired', EXPIRED),
      '2026-11-22 11:51:30': shows('expired', { ...EXPIRED, safeToRetry: true }),
    },
  },
  {
    says: 'asked, the provider says that nobody has begun, and is silent long before the time is up: in doubt for a day',
    steps: [
      EUR,
      gateway('11:50', 'p-1', 'pending', { deadline: clock('12:00'), ...read('11:51') }),
    ],
    shown: shows('expired', EXPIRED),
    later: {
      '2026-11-22 11:59:59': shows('expired', EXPIRED),
      '2026-11-22 12:00': shows('expired', { ...EXPIRED, safeToRetry: true }),
    },
  },
  {
    says: 'asked, the provider says that nobody has begun, and the time is up: another attempt is safe',
    steps: [
      EUR,
      gateway('11:50', 'p-1', 'pending', { deadline: clock('12:00'), ...read('11:59') }),
    ],
    shown: shows('expired', { ...EXPIRED, safeToRetry: true }),
  },
  {
    says: 'the shop takes back that it sent a prompt: nothing is out',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      hand('11:51', { status: 'pending', payment: 'ws_CO_1', provider: 'daraja', expiresIn: 60 }),
    ],
    shown: shows('expired', { ...EXPIRED, safeToRetry: true }),
  },
  {
    says: 'asked, M-Pesa says that nobody answered the prompt, and so again in the end: in doubt for its ten minutes, not for a day',
    steps: [
      KES,
      prompt('11:48', 'ws_CO_1'),
      answer('11:48:30', 'requires_action'),
      answer('11:51', 'expired', {
        doubt: 600_000,
        reason: { code: 'no_response' },
        receivedAt: clock('11:59:40'),
        until: clock('11:59:38'),
      }),
    ],
    shown: shows('expired', { reason: { code: 'no_response' } }),
    later: {
      '12:00:59': shows('expired', { reason: { code: 'no_response' } }),
      '12:01': shows('expired', { reason: { code: 'no_response' }, safeToRetry: true }),
    },
  },
  {
    says: 'asked, M-Pesa says that nobody answered the prompt, and is silent then: the clock alone ends no doubt, for a day',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      answer('11:50:30', 'requires_action'),
      answer('11:55', 'expired', { doubt: 600_000, reason: { code: 'no_response' } }),
    ],
    shown: shows('expired', { reason: { code: 'no_response' } }),
    later: {
      '2026-11-22 12:04:59': shows('expired', { reason: { code: 'no_response' } }),
      '2026-11-22 12:05': shows('expired', { reason: { code: 'no_response' }, safeToRetry: true }),
    },
  },
  {
    says: 'asked, M-Pesa says that the shopper declined: nothing is in doubt',
    steps: [
      KES,
      prompt('11:59', 'ws_CO_1'),
      answer('11:59:30', 'canceled', { doubt: 0, reason: { code: 'canceled_by_customer' } }),
    ],
    shown: shows('canceled', { safeToRetry: true, reason: { code: 'canceled_by_customer' } }),
  },
  {
    says: 'asked, M-Pesa says paid and not how much; its callback, much later, is the same money',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      answer('11:51', 'succeeded'),
      daraja('11:50:40', 'NLJ7RT61SV', 'succeeded', {
        containers: ['ws_CO_1'],
        receivedAt: clock('11:59'),
        amount: 1_000_00,
        receipt: 'NLJ7RT61SV',
      }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00, receipt: 'NLJ7RT61SV' }),
  },
  {
    says: 'a callback that proves little says that something is under way, and closes nothing, ever',
    steps: [KES, prompt('11:50', 'ws_CO_1'), unproven('11:50:30')],
    shown: shows('processing'),
    later: { '2026-11-29 12:00': shows('processing') },
  },
  {
    says: 'a callback that proves little, and M-Pesa says that it was paid: with the callback’s receipt',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      unproven('11:50:30', { references: ['NLJ7RT61SV'], receipt: 'NLJ7RT61SV', amount: 1_000_00 }),
      answer('11:51', 'succeeded'),
      paybill('11:50:20', 'NLJ7RT61SV', 'succeeded', { amount: 1_000_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00, receipt: 'NLJ7RT61SV' }),
  },
  {
    says: 'a callback that was forged, and M-Pesa says that the shopper declined',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      unproven('11:50:30', { references: ['FORGED'], amount: 1_000_00 }),
      answer('11:51', 'canceled', { doubt: 0, reason: { code: 'canceled_by_customer' } }),
    ],
    shown: shows('canceled', { safeToRetry: true, reason: { code: 'canceled_by_customer' } }),
  },
  {
    says: 'a callback that was forged about a payment that never was: the shop’s final word frees it',
    steps: [
      KES,
      unproven('11:50:30'),
      hand('11:55', { status: 'failed', payment: 'ws_CO_1', provider: 'daraja', final: true }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'a refund that nobody vouches for brings no money, and goes back once money came',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      daraja('11:52', 'ws_CO_1', 'refund R1 done', { unproven: true, amount: 400_00 }),
      answer('11:50:30', 'requires_action'),
    ],
    shown: shows('expired', { reason: { code: 'expired' } }),
  },
  {
    says: 'a refund that nobody vouches for goes back of what M-Pesa says was paid',
    steps: [
      KES,
      daraja('11:52', 'ws_CO_1', 'refund R1 done', { unproven: true, amount: 400_00 }),
      answer('11:51', 'succeeded'),
    ],
    shown: shows('partially_refunded', { amountReceived: 1_000_00, amountRefunded: 400_00 }),
  },
  {
    says: 'the shop’s QR code stays while the provider answers that nobody has acted',
    steps: [
      EUR,
      hand('11:55', {
        status: 'requires_action',
        payment: 'p-1',
        provider: 'gateway',
        action: { type: 'scan', qr: '1' },
      }),
      gateway('11:56', 'p-1', 'pending', read('11:56')),
    ],
    shown: shows('requires_action', { action: { type: 'scan', qr: '1' } }),
  },
  {
    says: 'and goes once it answers that the payment was called off',
    steps: [
      EUR,
      hand('11:55', {
        status: 'requires_action',
        payment: 'p-1',
        provider: 'gateway',
        action: { type: 'scan', qr: '1' },
      }),
      gateway('11:56', 'p-1', 'pending', read('11:56')),
      gateway('11:57', 'p-1', 'canceled', { doubt: 0, ...read('11:59') }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
]
