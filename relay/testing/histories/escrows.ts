import { ESCROW, hand, shows, stripe, type History } from '../history.ts'

export const ESCROWS: History[] = [
  {
    says: 'escrow: paid is held',
    steps: [ESCROW, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 })],
    shown: shows('authorized', { amountReceived: 50_00, flow: 'escrow' }),
  },
  {
    says: 'escrow: a part of it is a part',
    steps: [ESCROW, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 49_99 })],
    shown: shows('partially_paid', { amountReceived: 49_99, safeToRetry: true }),
  },
  {
    says: 'escrow: held, confirmed by both, disputed, withdrawn, released',
    steps: [
      ESCROW,
      hand('11:00', { status: 'authorized', confirmations: { count: 1, required: 2 } }),
      hand('11:10', { status: 'disputed' }),
      hand('11:20', { status: 'authorized', confirmations: { count: 2, required: 2 } }),
      hand('11:30', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', {
      amountReceived: 50_00,
      confirmations: { count: 2, required: 2 },
    }),
  },
  {
    says: 'escrow: held, disputed, withdrawn: held again',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:00', { status: 'authorized', confirmations: { count: 1, required: 2 } }),
      hand('11:10', { status: 'disputed' }),
      hand('11:20', { status: 'authorized', confirmations: { count: 2, required: 2 } }),
    ],
    shown: shows('authorized', {
      amountReceived: 50_00,
      confirmations: { count: 2, required: 2 },
    }),
  },
  {
    says: 'escrow: paid, confirmed, disputed, withdrawn, released; nobody takes that for a second payer',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:00', { status: 'authorized', confirmations: { count: 1, required: 2 } }),
      hand('11:10', { status: 'disputed' }),
      hand('11:20', { status: 'authorized', confirmations: { count: 2, required: 2 } }),
      hand('11:30', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'escrow: held, disputed, and refunded',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:00', { status: 'authorized', confirmations: { count: 1, required: 2 } }),
      hand('11:10', { status: 'disputed' }),
      hand('11:20', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'escrow: the provider sends the money back',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:20', 'pi_3QeF', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'escrow: paid in two parts, released once',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_1', 'succeeded', { amount: 20_00 }),
      stripe('10:55', 'pi_2', 'succeeded', { amount: 30_00 }),
      hand('11:30', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'escrow: released by mistake, which is mended',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'succeeded' }),
      hand('11:31', { status: 'authorized' }),
    ],
    shown: shows('authorized', { amountReceived: 50_00 }),
  },
  {
    says: 'escrow: released, and charged back',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'succeeded' }),
      stripe('11:40', 'pi_3QeF', 'dispute du_1 open', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'escrow: the merchant calls it off, while the provider confirms',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'processing'),
      hand('11:00', { status: 'canceled', final: true }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'escrow: the buyer’s attempt failed, says the provider; the merchant’s word adds nothing',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      hand('10:40', { status: 'pending' }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
]
