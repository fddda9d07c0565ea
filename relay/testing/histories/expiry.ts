import { adyen, clock, KES, prompt, put, shows, stripe, xendit, type History } from '../history.ts'

export const EXPIRY: History[] = [
  {
    says: 'nobody acts in time',
    steps: [put({ amount: 50_00, currency: 'EUR', expiresAt: clock('12:30') })],
    shown: shows('pending', { expiresAt: '2026-11-21T12:30:00.000Z' }),
    later: {
      '12:29:59': shows('pending'),
      '12:30': shows('expired', {
        safeToRetry: true,
        reason: { code: 'expired' },
        expiresAt: '2026-11-21T12:30:00.000Z',
      }),
    },
  },
  {
    says: 'it expires with money on its way',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      stripe('11:00', 'pi_3QeF', 'processing'),
    ],
    shown: shows('processing', { expiresAt: undefined }),
  },
  {
    says: 'what is held never expires',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'money that arrives after the order expired counts as ever',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      stripe('11:00', 'pi_3QeF', 'pending'),
      stripe('11:45', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'a provider waits for the shopper longer than the order does',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      stripe('11:00', 'pi_3QeF', 'requires_action'),
    ],
    shown: shows('expired', { reason: { code: 'expired' } }),
    later: {
      '2026-11-22 11:29:59': shows('expired', { reason: { code: 'expired' } }),
      '2026-11-22 11:30': shows('expired', { reason: { code: 'expired' }, safeToRetry: true }),
    },
  },
  {
    says: 'a voucher has a time of its own, later than the order’s',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      xendit('11:00', '579c8d61', 'requires_action', {
        currency: 'EUR',
        action: { type: 'pay_to', payTo: '8808 1205' },
        deadline: clock('2026-11-23 11:00'),
      }),
    ],
    shown: shows('requires_action', {
      action: { type: 'pay_to', payTo: '8808 1205' },
      expiresAt: '2026-11-23T11:00:00.000Z',
    }),
    later: {
      '2026-11-23 11:00': shows('expired', { reason: { code: 'expired' }, action: undefined }),
    },
  },
  {
    says: 'an intent that was made and never confirmed expires with the order',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('12:30') }),
      stripe('11:00', 'pi_3QeF', 'pending'),
    ],
    shown: shows('pending', { expiresAt: '2026-11-21T12:30:00.000Z' }),
    later: { '12:30': shows('expired', { safeToRetry: true, reason: { code: 'expired' } }) },
  },
  {
    says: 'an attempt failed for certain, and the prompt before it is not yet out of doubt',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      stripe('11:55', 'pi_3QeF', 'failed', {
        currency: 'KES',
        doubt: 0,
        reason: { code: 'declined' },
      }),
    ],
    shown: shows('failed', { reason: { code: 'declined' } }),
    later: {
      '2026-11-22 11:51:30': shows('failed', { reason: { code: 'declined' }, safeToRetry: true }),
    },
  },
]
