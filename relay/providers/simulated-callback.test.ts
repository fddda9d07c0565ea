import { expect, it } from 'vitest'
import { PROVIDERS } from './index.ts'
import { simulatedCallback } from './simulated-callback.ts'

const BEGUN = Date.UTC(2026, 10, 21, 8, 30)

/** The body of what is called back a minute after the attempt began. */
function body(id: string): string {
  const provider = PROVIDERS.get(id)
  if (!provider) throw new Error(`There is no provider ${id}.`)
  const at = BEGUN + 60_000
  const told = { orderId: 'ORD-1205', payment: 'T1', status: 'succeeded', amount: 5000 } as const
  const when = { at, begunAt: BEGUN, url: 'http://127.0.0.1/', currency: 'IDR' }
  return simulatedCallback(provider, 'secret', { ...told, ...when }, at).body
}

it('tells when the attempt began, of a provider whose callbacks tell that', () => {
  expect(body('midtrans')).toContain('2026-11-21 15:30:00')
  expect(body('xendit')).toContain('2026-11-21T08:31:00')
})
