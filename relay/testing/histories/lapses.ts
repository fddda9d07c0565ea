import { adyen, EUR, gateway, hand, mollie, shows, type History } from '../history.ts'

export const LAPSES: History[] = [
  {
    says: 'Adyen: the offer is closed after the money was held, which it says nothing of',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:30', '881613', 'expired'),
    ],
    shown: shows('authorized'),
    later: { '2026-11-25 12:00': shows('authorized') },
  },
  {
    says: 'Adyen: the offer is closed, and nobody says when',
    steps: [
      EUR,
      adyen('11:00', '881613', 'requires_action'),
      adyen('~11:30', '881613', 'expired', { doubt: 0, reason: { code: 'expired' } }),
    ],
    shown: shows('expired', { safeToRetry: true, reason: { code: 'expired' } }),
  },
  {
    says: 'Mollie: it expired in the second in which it was made',
    steps: [
      EUR,
      mollie('11:00', 'tr_7UhSN1zuXS', 'requires_action'),
      mollie('11:00', 'tr_7UhSN1zuXS', 'expired', { doubt: 0 }),
    ],
    shown: shows('expired', { safeToRetry: true }),
  },
  {
    says: 'Mollie: an attempt that was called off has not expired, whatever a timer says later',
    steps: [
      EUR,
      mollie('11:00', 'tr_7UhSN1zuXS', 'canceled', {
        doubt: 0,
        reason: { code: 'canceled_by_customer' },
      }),
      mollie('11:15', 'tr_7UhSN1zuXS', 'expired'),
    ],
    shown: shows('canceled', { safeToRetry: true, reason: { code: 'canceled_by_customer' } }),
  },
  {
    says: 'nobody acted in time, as the shop hears of it, on what the provider waits for',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'requires_action'),
      hand('11:10', { status: 'expired', payment: 'p-1', final: true }),
    ],
    shown: shows('expired', { safeToRetry: true }),
  },
  {
    says: 'nobody acted in time, says the shop of no payment: what the provider waits for is another',
    steps: [EUR, gateway('11:00', 'p-1', 'requires_action'), hand('11:10', { status: 'expired' })],
    shown: shows('requires_action'),
  },
  {
    says: 'nobody acted in time, as the shop hears of it, and the provider is at it again',
    steps: [
      EUR,
      hand('11:10', { status: 'expired', payment: 'p-1', final: true }),
      gateway('11:20', 'p-1', 'processing'),
    ],
    shown: shows('processing'),
  },
  {
    says: 'said by hand: expired; and paid, which was a mistake: the latest word stands',
    steps: [
      EUR,
      hand('11:00', { status: 'succeeded' }),
      hand('11:10', { status: 'expired', final: true }),
    ],
    shown: shows('expired', { safeToRetry: true }),
  },
  {
    says: 'said by hand: expired, and paid after all',
    steps: [EUR, hand('11:00', { status: 'expired' }), hand('11:10', { status: 'succeeded' })],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
]
