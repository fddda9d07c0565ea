import { describe, expect, it } from 'vitest'
import type { Log } from '../log.ts'
import { UNKNOWN_EVENT, type Provider } from '../providers/provider.ts'
import { razorpay } from '../providers/razorpay/razorpay.ts'
import { memoryStore } from '../store/memory.ts'
import { razorpayPaid } from '../testing/callbacks.ts'
import { intakesOf, readAgain } from './reading.ts'

/** What is told, by level. */
function listening(): { log: Log; told: [level: string, what: unknown, words: string][] } {
  const told: [string, unknown, string][] = []
  const at = (level: string) => (what: unknown, words: string) =>
    void told.push([level, what, words])
  const log = Object.fromEntries(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, at(level)]),
  )
  return { log: log as unknown as Log, told }
}

describe('an event of a kind that nobody knows', () => {
  it('is kept, told once in words, listed, and counts once a newer relay knows it', async () => {
    const now = Date.now()
    const { body } = razorpayPaid('A-1', now)
    const delivery = { url: '', headers: new Headers(), body: new TextEncoder().encode(body) }
    const older: Provider = { ...razorpay, updates: () => UNKNOWN_EVENT }
    const context = { now, retention: 86_400_000 }
    const { log, told } = listening()

    const store = memoryStore()
    await store.register('A-1', { amount: 5000, currency: 'INR' }, context)
    await store.apply(intakesOf(older, delivery, {}, now, log), context)
    expect(told).toMatchObject([
      ['warn', { provider: 'razorpay', code: 'unknown_event' }, expect.stringMatching(/kept/)],
    ])
    const [kept] = await store.kept({ limit: 2, state: 'unread' })
    expect(kept).toMatchObject({ provider: 'razorpay', code: 'unknown_event' })

    const id = String(kept?.id)
    expect(await store.replay(id, (each) => readAgain(older, each), context)).toMatchObject({
      changed: [],
      left: { id, code: 'unknown_event' },
    })
    await store.replay(id, (each) => readAgain(razorpay, each), context)
    expect(await store.order('A-1')).toMatchObject({ shown: { status: 'succeeded' } })
    expect(await store.kept({ limit: 2 })).toEqual([])
  })
})
