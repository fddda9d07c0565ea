import { describe, expect, it } from 'vitest'
import { UNKNOWN_EVENT, type Provider } from '../providers/provider.ts'
import { razorpay } from '../providers/razorpay/razorpay.ts'
import { memoryStore } from '../store/memory.ts'
import { razorpayPaid } from '../testing/callbacks.ts'
import type { Happening } from '../telemetry/happening.ts'
import { lineOf } from '../telemetry/lines.ts'
import { tellOutcome } from './outcome.ts'
import { intakesOf, readAgain } from './reading.ts'

describe('an event of a kind that nobody knows', () => {
  it('is kept, told once in words, listed, and counts once a newer relay knows it', async () => {
    const now = Date.now()
    const { body } = razorpayPaid('A-1', now)
    const delivery = { url: '', headers: new Headers(), body: new TextEncoder().encode(body) }
    const older: Provider = { ...razorpay, updates: () => UNKNOWN_EVENT }
    const context = { now, retention: 86_400_000 }
    const told: Happening[] = []

    const store = memoryStore()
    await store.register('A-1', { amount: 5000, currency: 'INR' }, context)
    const intakes = intakesOf(older, delivery, {}, now)
    const changed = await store.apply(intakes, context)
    const taken = { provider: 'razorpay', intakes, changed, ms: 1 }
    await tellOutcome(taken, { store, tell: (happening) => told.push(happening) })
    expect(told).toMatchObject([
      { type: 'callback_kept', provider: 'razorpay', code: 'unknown_event' },
    ])
    expect(told.map(lineOf)).toMatchObject([
      { level: 'warn', message: expect.stringMatching(/kept/) },
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
