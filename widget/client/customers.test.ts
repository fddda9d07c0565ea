import { describe, expect, it } from 'vitest'
import type { Following } from './following.ts'
import { shows, startRelay } from './testing.ts'

const TRANSPORTS = ['auto', 'polling'] as const

/** Once a customer's order stands so. */
const hears = ({ on }: Following, order: string, status: string) =>
  new Promise<void>((resolve) => {
    const stop = on('change', (snapshot) => {
      if (snapshot.id !== order || snapshot.status !== status) return
      stop()
      resolve()
    })
  })

/** The titles of all notifications that it is told of. */
function titles({ on }: Following): string[] {
  const told: string[] = []
  on('notification', ({ title = '' }) => told.push(title))
  return told
}

describe.each(TRANSPORTS)('who follows a customer (%s)', (transport) => {
  it('hears of all of their orders, old and new, and of nobody else\u2019s', async () => {
    await using relay = await startRelay()
    await relay.register('ORD-1', ['wanjiru'])
    await relay.register('ORD-2', ['amina'])
    const token = await relay.customerToken('wanjiru')
    const following = relay.follow({ customer: 'wanjiru' }, { token, transport })
    await hears(following, 'ORD-1', 'pending')

    const isNew = hears(following, 'ORD-3', 'pending')
    await relay.register('ORD-3', ['wanjiru', 'amina'])
    await isNew
    const isPaid = hears(following, 'ORD-3', 'succeeded')
    await relay.say('ORD-2', 'succeeded')
    await relay.say('ORD-3', 'succeeded')
    await isPaid
    expect(following.snapshots.map(({ id }) => id).sort()).toEqual(['ORD-1', 'ORD-3'])
  })

  it('is told each notification once, and the relay hears that it was', async () => {
    await using relay = await startRelay()
    const token = await relay.customerToken('wanjiru')
    await relay.notify({ customer: 'wanjiru' }, 'Before')
    const following = relay.follow({ customer: 'wanjiru' }, { token, transport })
    const told = titles(following)
    await expect.poll(() => told).toEqual(['Before'])
    await relay.notify({ customer: 'wanjiru' }, 'After')
    await relay.notify({ customer: 'amina' }, 'Not yours')
    await relay.notify({ everybody: true }, 'To all')
    await expect.poll(() => told).toEqual(['Before', 'After', 'To all'])

    // Who comes later is told what nobody has shown: which is nothing any more.
    await relay.register('ORD-1', ['wanjiru'])
    await expect
      .poll(async () => {
        const late = relay.follow({ customer: 'wanjiru' }, { token, transport })
        const again = titles(late)
        await hears(late, 'ORD-1', 'pending')
        late.stop()
        return again.filter((title) => title !== 'To all')
      })
      .toEqual([])
    following.refresh()
    expect(told).toEqual(['Before', 'After', 'To all'])
  })
})

describe.each(TRANSPORTS)('what has been shown (%s)', (transport) => {
  it('is acknowledged, once it is final', async () => {
    await using relay = await startRelay()
    await relay.say('ORD-1', 'processing')
    const token = await relay.token('ORD-1')
    const following = relay.follow('ORD-1', { token, transport })
    await shows(following, 'processing')
    await relay.say('ORD-1', 'succeeded')
    await shows(following, 'succeeded')
    await expect
      .poll(() => relay.audience('ORD-1'))
      .toEqual({ connections: 1, delivered: 2, acknowledged: 2 })
  })

  it('of a payment under way is not: nobody waits to hear that', async () => {
    await using relay = await startRelay()
    await relay.say('ORD-1', 'processing')
    await relay.say('ORD-2', 'failed')
    const one = relay.follow('ORD-1', { token: await relay.token('ORD-1'), transport })
    const two = relay.follow('ORD-2', { token: await relay.token('ORD-2'), transport })
    await Promise.all([shows(one, 'processing'), shows(two, 'failed')])
    await expect.poll(() => relay.audience('ORD-2')).toMatchObject({ acknowledged: 1 })
    expect(await relay.audience('ORD-1')).toMatchObject({ delivered: 1, acknowledged: 0 })
  })
})

it('a notification that nobody listens to was shown to nobody: whoever listens later is told', async () => {
  await using relay = await startRelay()
  const deaf = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
  await shows(deaf, 'pending')
  await relay.notify({ order: 'ORD-1' }, 'Ready')
  await relay.say('ORD-1', 'succeeded')
  await shows(deaf, 'succeeded')
  deaf.stop()

  const told = titles(relay.follow('ORD-1', { token: await relay.token('ORD-1') }))
  await expect.poll(() => told).toEqual(['Ready'])
})
