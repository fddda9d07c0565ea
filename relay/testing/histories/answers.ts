import { clock, EUR, gateway, shows, type History } from '../history.ts'

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
        receivedAt: clock('11:30'),
        until: clock('11:30'),
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
]
