/** Two relays on one store: whoever is at one of them hears of what came to the other. */

import { describe, expect, it } from 'vitest'
import { Seals } from '../access/seals.ts'
import { Bank } from '../bank/bank.ts'
import { stripePaid } from '../testing/callbacks.ts'
import { bearer, TOKEN_SECRET, until, type Answer } from '../testing/client.ts'
import { readableLog } from '../testing/log.ts'
import { subscribe, subscribeTo, type Frame, type Page } from '../testing/page.ts'
import type { TestRelay } from '../testing/relay.ts'
import { twoNodes, type BusKind } from '../testing/two-nodes.ts'

const MINE = { amount: 5000, currency: 'EUR', customers: ['42'] }

const paid = (id: string) => stripePaid(id)

const known = ({ id, epoch, version }: Answer['body']) => ({ id, epoch, version })

/** A page with these subscriptions. */
async function pageOn(relay: TestRelay, ...frames: Frame[]): Promise<Page> {
  const page = await relay.connect()
  for (const frame of frames) expect(await page.ask(frame)).toMatchObject({ type: 'subscribed' })
  return page
}

const pageOf = async (relay: TestRelay, ...orders: string[]): Promise<Page> =>
  pageOn(relay, subscribe(await relay.token({ orders }), ...orders))

const customerOn = async (relay: TestRelay, customer = '42'): Promise<Page> =>
  pageOn(relay, subscribeTo(customer, await relay.token({ customer })))

const staffOn = async (relay: TestRelay): Promise<Page> =>
  pageOn(relay, subscribe(await relay.token({ orders: ['*'], ttl: 60 }), '*'))

/** The next frame that is no heartbeat. */
async function nextOf(page: Page): Promise<Frame> {
  for (;;) {
    const frame = await page.next()
    if (frame.type !== 'heartbeat') return frame
  }
}

/** Nothing was told that the test has not seen. */
async function expectSilence(page: Page): Promise<void> {
  page.say({ type: 'ping' })
  expect(await nextOf(page)).toMatchObject({ type: 'pong' })
}

const KINDS: [says: string, kind: BusKind][] = [
  ['at once', 'sound'],
  ['within a heartbeat, where the bus is dead', 'dead'],
  ['within a heartbeat, where the bus loses, repeats and reorders', 'unreliable'],
]

describe.each(KINDS)('a page on another node than the one that was told: %s', (_, kind) => {
  it('hears of a callback, and once', async () => {
    const { one, other, heartbeat } = await twoNodes(kind)
    await one.register('A-1', MINE)
    const page = await pageOf(other, 'A-1')
    await one.callback('stripe', paid('A-1'))
    heartbeat()
    expect(await nextOf(page)).toMatchObject({
      type: 'update',
      order: { id: 'A-1', version: 2, status: 'succeeded' },
    })
    await expectSilence(page)
  })

  it('hears of each of many orders, and their newest version last', async () => {
    const { one, other, heartbeat } = await twoNodes(kind)
    const ids = Array.from({ length: 20 }, (_, index) => `A-${index}`)
    for (const id of ids) await one.register(id, MINE)
    const page = await pageOf(other, ...ids)
    await Promise.all(ids.map((id) => one.update(id, { status: 'processing' })))
    await Promise.all(ids.map((id) => one.callback('stripe', paid(id))))
    heartbeat()
    const versions = new Map<string, number>()
    while (![...ids].every((id) => versions.get(id) === 3)) {
      const { order } = await nextOf(page)
      expect(order.version).toBeGreaterThan(versions.get(order.id) ?? 0)
      versions.set(order.id, order.version)
    }
    await expectSilence(page)
  })

  it('hears of an order through its customer, and of one that is theirs from now on', async () => {
    const { one, other, heartbeat } = await twoNodes(kind)
    await one.register('A-1', MINE)
    await one.register('A-2', { ...MINE, customers: [] })
    const page = await customerOn(other)
    await one.register('A-2', { customers: ['42'] })
    await one.callback('stripe', paid('A-1'))
    heartbeat()
    const told = [await nextOf(page), await nextOf(page)]
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ customer: '42', order: expect.objectContaining({ id: 'A-2' }) }),
        expect.objectContaining({
          customer: '42',
          order: expect.objectContaining({ id: 'A-1', version: 2 }),
        }),
      ]),
    )
    await expectSilence(page)
  })

  it('hears of nothing that is somebody else’s', async () => {
    const { one, other, heartbeat } = await twoNodes(kind)
    await one.register('A-1', MINE)
    await one.register('B-1', { ...MINE, customers: ['43'] })
    const page = await customerOn(other)
    await one.callback('stripe', paid('B-1'))
    await one.callback('stripe', paid('A-1'))
    heartbeat()
    expect(await nextOf(page)).toMatchObject({ order: { id: 'A-1' } })
    await expectSilence(page)
  })

  it('is of the staff, and hears of every change', async () => {
    const { one, other, heartbeat } = await twoNodes(kind)
    const page = await staffOn(other)
    await one.register('A-1', MINE)
    await one.register('A-2', MINE)
    heartbeat()
    const told = [await nextOf(page), await nextOf(page)].map(({ order }) => order.id)
    expect(told.toSorted()).toEqual(['A-1', 'A-2'])
    await expectSilence(page)
  })

  it('is held by GET ?wait=, and answered', async () => {
    const { one, other, heartbeat } = await twoNodes(kind)
    const { token, order } = await one.register('A-1', MINE)
    const etag = `"${order.epoch}.${order.version}"`
    const answer = other.order('A-1', token, { 'If-None-Match': etag }, '?wait=30')
    await other.watchedBy(1, 'A-1')
    await one.callback('stripe', paid('A-1'))
    heartbeat()
    expect((await answer).body).toMatchObject({ version: 2, status: 'succeeded' })
  })

  it('is held by POST /poll, and answered', async () => {
    const { one, other, heartbeat } = await twoNodes(kind)
    const { token, order } = await one.register('A-1', MINE)
    const answer = other.poll({ wait: 30, frames: [subscribe(token, known(order))] })
    await other.watchedBy(1, 'A-1')
    await one.callback('stripe', paid('A-1'))
    heartbeat()
    const { frames } = (await answer).body
    expect(frames[0].orders[0]).toMatchObject({ id: 'A-1', version: 2, status: 'succeeded' })
  })

  it('hears of notifications to the order, the customer and everybody, each once', async () => {
    const { one, other, heartbeat } = await twoNodes(kind)
    await one.register('A-1', MINE)
    const { token } = await one.register('B-1')
    const customer = await customerOn(other)
    const order = await pageOf(other, 'A-1')
    const stranger = await pageOn(other, subscribe(token, 'B-1'))
    const toOrder = await one.notify('/orders/A-1')
    const toCustomer = await one.notify('/customers/42')
    const toAll = await one.notify('')
    heartbeat()
    const told = async (page: Page, count: number) => {
      const ids: string[] = []
      while (ids.length < count) ids.push((await nextOf(page)).notification.id)
      return ids.toSorted()
    }
    expect(await told(customer, 3)).toEqual([toOrder, toCustomer, toAll].toSorted())
    expect(await told(order, 2)).toEqual([toOrder, toAll].toSorted())
    expect(await told(stranger, 1)).toEqual([toAll])
    for (const page of [customer, order, stranger]) await expectSilence(page)
  })

  it('is not told again of a notification that it had from the first node', async () => {
    const { one, other, heartbeat } = await twoNodes(kind)
    const { token } = await one.register('A-1', MINE)
    const before = await pageOf(one, 'A-1')
    const id = await one.notify('/orders/A-1')
    expect(await nextOf(before)).toMatchObject({ notification: { id } })
    before.socket.terminate()
    const page = await pageOn(other, { ...subscribe(token, 'A-1'), after: id })
    const next = await one.notify('/orders/A-1')
    heartbeat()
    expect(await nextOf(page)).toMatchObject({ notification: { id: next } })
    await expectSilence(page)
  })

  it('believes in the new name of a history that was lost', async () => {
    const { one, other, stores, heartbeat } = await twoNodes(kind)
    const { order, token } = await one.register('A-1', MINE)
    const { seal } = new Seals([TOKEN_SECRET]).sealed({ ...order, version: 9 })
    const claim = { ...known(order), version: 9, seal }
    await pageOn(one, subscribe(token, claim))
    expect(stores[0].epoch).not.toBe(order.epoch)
    heartbeat()
    await until(() => stores[1].epoch === stores[0].epoch)
    // What comes then is of that history, and told.
    const page = await pageOf(other, 'A-1')
    await one.callback('stripe', paid('A-1'))
    heartbeat()
    expect(await nextOf(page)).toMatchObject({ order: { epoch: stores[0].epoch, version: 2 } })
  })

  it('is told of that name where it follows already, though the version is the same', async () => {
    const { one, other, stores, heartbeat } = await twoNodes(kind)
    const { order, token } = await one.register('A-1', MINE)
    const page = await pageOf(other, 'A-1')
    const { seal } = new Seals([TOKEN_SECRET]).sealed({ ...order, version: 9 })
    await pageOn(one, subscribe(token, { ...known(order), version: 9, seal }))
    heartbeat()
    expect(await nextOf(page)).toMatchObject({ order: { epoch: stores[0].epoch, version: 1 } })
    expect(stores[0].epoch).not.toBe(order.epoch)
  })
})

it('a page that knows the new name of a history is told it by a node that has not heard of it', async () => {
  const { one, other, stores } = await twoNodes('dead')
  const { order, token } = await one.register('A-1', MINE)
  await stores[0].renewEpoch(order.epoch)
  const before = await one.connect()
  const told = (await before.ask(subscribe(token, 'A-1'))).orders[0]
  expect(told.epoch).toBe(stores[0].epoch)
  expect(stores[1].epoch).toBe(order.epoch)
  const page = await other.connect()
  expect(await page.ask(subscribe(token, { ...known(told), seal: told.seal }))).toMatchObject({
    orders: [known(told)],
  })
})

describe('a heartbeat', () => {
  it('tells the version that there is, though nobody told this node of it', async () => {
    const { one, other, heartbeat } = await twoNodes('dead')
    await one.register('A-1', MINE)
    const page = await pageOf(other, 'A-1')
    await one.callback('stripe', paid('A-1'))
    heartbeat()
    await until(() => page.unseen.some(({ type }) => type === 'update'))
    // Who says nothing between two heartbeats is taken for dead.
    page.say({ type: 'ping' })
    await until(() => page.unseen.some(({ type }) => type === 'pong'))
    heartbeat()
    const beats = () => page.unseen.filter(({ type }) => type === 'heartbeat')
    await until(() => beats().length === 2)
    expect(beats()[1]).toMatchObject({ versions: { 'A-1': 2 } })
  })
})

describe('the audience', () => {
  it('is that of all nodes', async () => {
    const { one, other } = await twoNodes()
    await one.register('A-1', MINE)
    await one.register('A-2', MINE)
    await pageOf(one, 'A-1')
    await pageOf(other, 'A-1')
    await customerOn(other)
    await pageOf(other, 'A-2')
    const all = {
      connections: 4,
      orders: [
        ['A-1', 2],
        ['A-2', 1],
      ],
      customers: [['42', 1]],
    }
    for (const relay of [one, other]) {
      await relay.watchedBy(3, 'A-1')
      await expect
        .poll(async () => {
          const { body } = await relay.merchant('GET', '/audience')
          const pairs = (each: any[]) => each.map(({ id, connections }) => [id, connections])
          return { ...body, orders: pairs(body.orders), customers: pairs(body.customers) }
        })
        .toEqual(all)
    }
    expect((await one.relay.audience('A-1')).connections).toBe(3)
  })

  it('has seen what a page on another node has, before that is written down', async () => {
    const { one, other, stores } = await twoNodes()
    await one.register('A-1', MINE)
    const page = await pageOf(other, 'A-1')
    page.say({ type: 'ack', orders: { 'A-1': 1 }, notifications: [] })
    await expect
      .poll(() => one.audience('A-1'))
      .toEqual({ connections: 1, delivered: 1, acknowledged: 1 })
    expect(await stores[0].sighting('A-1')).toMatchObject({ acknowledged: 0 })
  })

  it('is this node’s where no other is reached, at once', async () => {
    const { one, other } = await twoNodes('dead')
    await one.register('A-1', MINE)
    await pageOf(one, 'A-1')
    await pageOf(other, 'A-1')
    expect(await one.audience('A-1')).toMatchObject({ connections: 1 })
  })
})

it('a notification that a page of one node has just shown is not told by the other', async () => {
  const { one, other, stores } = await twoNodes()
  const { token } = await one.register('A-1', MINE)
  const page = await pageOf(one, 'A-1')
  const id = await one.notify('/orders/A-1')
  expect(await page.next()).toMatchObject({ notification: { id } })
  page.say({ type: 'ack', orders: {}, notifications: [id] })
  await until(async () => {
    const again = await pageOn(other, subscribe(token, 'A-1'))
    const answer = await again.ask({ type: 'ping' })
    again.socket.terminate()
    return answer.type === 'pong'
  })
  // It is not written down yet.
  expect(await stores[1].notice(id)).toBeDefined()
})

it('a change is told to the program around the node that wrote it, and to no other', async () => {
  const { one, other } = await twoNodes()
  const heard: string[] = []
  one.relay.onChange(({ id, version }) => void heard.push(`one ${id} ${version}`))
  other.relay.onChange(({ id, version }) => void heard.push(`other ${id} ${version}`))
  const page = await pageOf(other, 'A-1')
  await one.register('A-1', MINE)
  expect(await page.next()).toMatchObject({ order: { version: 1 } })
  await other.callback('stripe', paid('A-1'))
  await until(() => heard.length === 2)
  expect(heard).toEqual(['one A-1 1', 'other A-1 2'])
})

it('an order that is due expires once, whichever node looks first, and pages of both hear of it', async () => {
  const { one, other } = await twoNodes()
  await one.register('A-1', { ...MINE, expiresAt: one.inSeconds(60).toISOString() })
  const pages = [await pageOf(one, 'A-1'), await pageOf(other, 'A-1')]
  const heard: string[] = []
  for (const { relay } of [one, other]) {
    relay.onChange(({ id, status }) => void heard.push(`${id} ${status}`))
  }
  one.advance(60_000)
  other.advance(60_000)
  // Their timers know nothing of that: what is due soon wakes each of them.
  await one.register('A-2', { ...MINE, expiresAt: one.inSeconds(0.01).toISOString() })
  await other.register('A-3', { ...MINE, expiresAt: other.inSeconds(0.01).toISOString() })
  for (const page of pages) {
    expect(await nextOf(page)).toMatchObject({ order: { status: 'expired', version: 2 } })
  }
  for (const relay of [one, other]) relay.advance(10)
  await until(() => ['A-2', 'A-3'].every((id) => heard.includes(`${id} expired`)))
  expect(heard.filter((each) => each === 'A-1 expired')).toHaveLength(1)
})

describe('a node that asks providers', () => {
  /** Nobody answers there. */
  const env = {
    ASK_STRIPE: new Bank().credentials('stripe'),
    ASK_STRIPE_HOST: 'http://127.0.0.1:9/stripe',
  }
  const asked = { ...MINE, asks: { stripe: ['pi_A1'] } }

  it('asks sooner about what a page of another node watches, from then on', async () => {
    const { one, other, stores } = await twoNodes('sound', env)
    await one.register('A-1', asked)
    const waits = async (change: object) => {
      await one.register('A-1', change)
      return stores[0].asks((rows) => rows.asksOf('A-1').map((ask) => ask.waits))
    }
    expect(await waits({ description: 'Towels' })).toEqual(['nobody'])
    await pageOf(other, 'A-1')
    let count = 0
    await expect.poll(() => waits({ description: `${++count} towels` })).toEqual(['page'])
  })

  it('tells pages of other nodes what came of it', async () => {
    const { one, other } = await twoNodes('sound', env)
    await one.register('A-1', asked)
    const page = await pageOf(other, 'A-1')
    await one.merchant('POST', '/orders/A-1/ask')
    expect(await page.next()).toMatchObject({
      type: 'checked',
      orders: { 'A-1': { outcome: 'later' } },
    })
  })
})

describe('a node that hears no other', () => {
  it('goes on, says so once, and says when it does again', async () => {
    const { log, lines, text } = readableLog('info')
    const { one, other, line } = await twoNodes(
      'sound',
      { METRICS_TOKEN: 'metrics-0123456789abcdef' },
      { log },
    )
    const metric = async () => {
      const headers = bearer('metrics-0123456789abcdef')
      const answer = await fetch(`${one.url}/metrics`, { headers })
      return /^payment_status_fanout_connected (\d)$/m.exec(await answer.text())?.[1]
    }
    expect(await metric()).toBe('1')
    line.cut()
    await until(() => lines('other nodes are NOT HEARD').length === 2)
    expect(lines('other nodes are NOT HEARD')[0]).toMatchObject({
      level: 'warn',
      by: 'redis',
      why: 'CUT',
    })
    expect(await metric()).toBe('0')
    expect((await fetch(`${one.url}/readyz`)).status).toBe(200)
    await one.register('A-1', MINE)
    const page = await pageOf(other, 'A-1')
    await one.callback('stripe', paid('A-1'))

    line.mend()
    // What was told meanwhile may be lost, and is looked up.
    expect(await nextOf(page)).toMatchObject({ order: { version: 2 } })
    await until(() => lines('other nodes are heard again').length === 2)
    expect(await metric()).toBe('1')
    expect(text()).not.toContain('fanout_lost')
  })
})

describe('who can speak on the bus', () => {
  it('shows nobody another customer’s order: whose it is the store says', async () => {
    const { one, other, line } = await twoNodes()
    await one.register('A-1', MINE)
    const [owner, stranger] = [await customerOn(other), await customerOn(other, '43')]
    const forger = line.bus()
    await until(() => forger.isConnected)
    forger.tell({ of: 'newcomers', id: 'A-1', customers: ['43'] })
    // So much later that what was told before has been read.
    for (const status of ['processing', 'succeeded'] as const) {
      await one.update('A-1', { status })
      expect(await nextOf(owner)).toMatchObject({ customer: '42', order: { status } })
    }
    await expectSilence(stranger)
  })
})
