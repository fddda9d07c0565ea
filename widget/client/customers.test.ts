import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PaymentStatus } from '../../relay/protocol.ts'
import type { Following } from './following.ts'
import { countUpgrades, shows, startRelay } from './testing.ts'

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

describe.each(TRANSPORTS)('a customer with a thousand open orders (%s)', (transport) => {
  it('is shown every change, each once, in frames that the relay takes', async () => {
    await using relay = await startRelay()
    const ids = Array.from({ length: 1_000 }, (_, each) => `ORD-${each}`)
    for (const id of ids) await relay.register(id, ['wanjiru'])
    const upgrades = countUpgrades(relay)
    const following = relay.follow(
      { customer: 'wanjiru' },
      { token: await relay.customerToken('wanjiru'), transport },
    )
    const shown = new Map<string, number[]>()
    following.on('change', ({ id, version }) => {
      shown.set(id, [...(shown.get(id) ?? []), version])
    })
    await expect.poll(() => following.snapshots).toHaveLength(100)

    // Any order, however long ago it was registered, and any of them several times.
    const change = fc.tuple(fc.nat(999), fc.constantFrom(...STEPS))
    const once = ids.map((_, each): [number, PaymentStatus] => [each, 'requires_action'])
    const changes = [...once, ...fc.sample(change, { numRuns: 300, seed: 12 })]
    const newest = (id: string) => shown.get(id)?.at(-1)
    // So many at once as a page that polls may miss between two of its polls.
    for (let from = 0; from < changes.length; from += 90) {
      const versions = new Map<string, number>()
      for (const [number, status] of changes.slice(from, from + 90)) {
        const id = `ORD-${number}`
        versions.set(id, (await relay.say(id, status)).order.version)
      }
      following.refresh()
      const shownOf = () => new Map([...versions.keys()].map((id) => [id, newest(id)]))
      await expect.poll(shownOf).toEqual(versions)
    }
    for (const all of shown.values()) {
      expect(all).toEqual([...new Set(all)].toSorted((one, other) => one - other))
    }
    expect(upgrades()).toBe(transport === 'auto' ? 1 : 0)
  })
})

/** What may happen to an order. */
const STEPS: readonly PaymentStatus[] = ['requires_action', 'processing', 'authorized', 'succeeded']

const titled = (from: number, to: number) =>
  new Set(Array.from({ length: to - from }, (_, each) => `${from + each}`))

describe.each(TRANSPORTS)('a customer who was away for long (%s)', (transport) => {
  it('is told the newest hundred notifications, in no tab twice, and nothing again the next day', async () => {
    await using relay = await startRelay()
    const token = await relay.customerToken('wanjiru')
    const customer = { customer: 'wanjiru' }
    for (let each = 0; each < 300; each++) await relay.notify(customer, `${each}`)
    // Another tab has a connection of its own.
    const tabs = [{}, { relay: relay.url.replace('127.0.0.1', '127.1') }].map((other) => {
      const following = relay.follow(customer, { token, transport, ...other })
      return { following, told: titles(following) }
    })
    // What one of them has shown, another that asks later need not.
    const shown = () => new Set(tabs.flatMap(({ told }) => told))
    await expect.poll(shown).toEqual(titled(200, 300))

    // More while they are there: each is shown, and acknowledged.
    for (let each = 300; each < 390; each++) await relay.notify(customer, `${each}`)
    await expect.poll(shown).toEqual(titled(200, 390))
    for (const { told } of tabs) expect(told).toHaveLength(new Set(told).size)
    await expect.poll(() => relay.unshown('wanjiru')).toBe(0)
    for (const { following } of tabs) following.stop()

    await relay.register('ORD-1', ['wanjiru'])
    const again = relay.follow(customer, { token, transport })
    const told = titles(again)
    await hears(again, 'ORD-1', 'pending')
    expect(told).toEqual([])
  })
})
