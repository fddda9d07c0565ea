import { EUR, KES, put, shows, stripe, type History } from '../history.ts'

export const TEST_MONEY: History[] = [
  {
    says: 'Stripe: test money for a live order, after a decline',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00, test: true }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' }, test: false }),
  },
  {
    says: 'Stripe: test money for an order that was registered for it',
    steps: [
      put({ amount: 50_00, currency: 'EUR', test: true }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00, test: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, test: true }),
  },
  {
    says: 'Stripe: test money for an order of which we hear only later that it is for it',
    steps: [
      EUR,
      put({ test: true }),
      stripe('11:10', 'pi_2', 'processing', { test: true }),
      stripe('11:11', 'pi_2', 'succeeded', { amount: 50_00, test: true, orderId: undefined }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, test: true }),
  },
  {
    says: 'Stripe: test money of which nobody says whose it is',
    steps: [stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00, test: true }), KES],
    shown: shows('pending', { amount: 1_000_00, test: false }),
  },
]
