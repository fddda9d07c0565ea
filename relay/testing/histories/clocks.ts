import { clock, EUR, gateway, shows, square, stripe, USD, type History } from '../history.ts'

export const CLOCKS: History[] = [
  {
    says: 'Stripe: two events in one second; the one that ends the attempt counts',
    steps: [
      EUR,
      stripe('11:00:05', 'pi_3QeF', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      stripe('11:00:05', 'pi_3QeF', 'requires_action'),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'Square: two failures in one second differ in their reason; the event’s name decides',
    steps: [
      USD,
      square('11:00:05', 'R2B3Z8', 'failed', {
        eventId: 'a',
        doubt: 0,
        reason: { code: 'declined' },
      }),
      square('11:00:05', 'R2B3Z8', 'failed', {
        eventId: 'b',
        doubt: 0,
        reason: { code: 'unknown' },
      }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'unknown' } }),
  },
  {
    says: 'one event of three has no time, so that none of them decides',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0 }),
      gateway('11:05', 'p-1', 'processing'),
      gateway('~11:06', 'p-1', 'pending'),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'a clock that is two minutes ahead is believed',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0 }),
      gateway('11:01', 'p-1', 'processing', { time: clock('11:03') }),
    ],
    shown: shows('processing'),
  },
  {
    says: 'a clock that is five minutes ahead is believed, and no more than that',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0 }),
      gateway('11:01', 'p-1', 'processing', { time: clock('11:06') }),
      gateway('11:00', 'p-2', 'failed', { doubt: 0 }),
      gateway('11:01', 'p-2', 'requires_action', { time: clock('11:06:01') }),
    ],
    shown: shows('processing'),
    later: { '2026-11-25 12:00': shows('processing') },
  },
  {
    says: 'a replay dated 2099 is no news',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      gateway('11:30', 'p-1', 'processing', { time: clock('2099-01-01 00:00') }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'a refund’s total dated 2099 does not outlive what the provider says next',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refunds', { amount: 10_00, time: clock('2099-01-01 00:00') }),
      stripe('11:20', 'pi_3QeF', 'refunds', { amount: 30_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 30_00 }),
  },
  {
    says: 'it was told a month ago, and the merchant knows the order',
    steps: [EUR, stripe('2026-10-01 11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 })],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
]
