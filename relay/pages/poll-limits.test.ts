import { describe, expect, it, vi } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import type { Answer } from '../testing/client.ts'
import { subscribe, subscribeTo, type Frame } from '../testing/page.ts'
import { atRest, startRelay, type TestRelay } from '../testing/relay.ts'
import { readPoll } from './poll-frames.ts'
import { PollTokens } from './poll-tokens.ts'

/** As large as an order gets. */
const LARGE = {
  merchant: 'm'.repeat(200),
  description: 'd'.repeat(500),
  number: 'n'.repeat(100),
  customers: ['42'],
}
const LARGE_ACTION = {
  type: 'scan',
  qr: 'q'.repeat(4_096),
  url: `https://x.example/${'u'.repeat(2_000)}`,
}

/** What a page may be told at once, in bytes; and the one that goes beyond it. */
const MOST = 256 * 1024 + 16 * 1024

async function largeOrders(relay: TestRelay, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `A-${index}`)
  await Promise.all(
    ids.map(async (id) => {
      await relay.register(id, LARGE)
      await relay.update(id, { status: 'requires_action', action: LARGE_ACTION })
    }),
  )
  return ids
}

const codes = ({ body }: Answer): string[] =>
  body.frames.map(({ type, code }: Frame) => (type === 'error' ? code : type))

const told = ({ body }: Answer): Frame[] =>
  body.frames.flatMap(({ orders = [] }: Frame) => orders.filter(({ status }: Frame) => status))

const sizeOf = ({ body }: Answer): number => Buffer.byteLength(JSON.stringify(body))

const known = ({ id, epoch, version }: Frame) => ({ id, epoch, version })

describe('a poll', () => {
  it('that names a topic again is answered once, and refused the second time', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1', { customers: ['42'] })
    const [customer, staff] = [
      await relay.token({ customer: '42' }),
      await relay.token({ orders: ['*'] }),
    ]
    for (const frame of [
      subscribe(token, 'A-1'),
      subscribeTo('42', customer),
      { type: 'subscribe', orders: '*', token: staff },
    ]) {
      const answer = await relay.poll({ frames: Array.from({ length: 100 }, () => frame) })
      const refused = Array.from({ length: 99 }, () => 'too_many_subscriptions')
      expect(codes(answer).toSorted()).toEqual(['subscribed', ...refused].toSorted())
    }
    const mixed = await relay.poll({
      frames: [subscribe(token, 'A-1'), subscribe(customer, 'A-1', 'A-2')],
    })
    expect(mixed.body.frames.slice(1)).toMatchObject([
      { type: 'error', code: 'too_many_subscriptions', orders: ['A-1'] },
      { type: 'error', code: 'forbidden', orders: ['A-2'] },
    ])
  })

  it.each<
    [whose: string, ask: (relay: TestRelay, ids: string[]) => Promise<(has: object[]) => Frame[]>]
  >([
    [
      'a customer’s orders',
      async (relay) => {
        const token = await relay.token({ customer: '42' })
        return (orders) => [subscribeTo('42', token, { orders })]
      },
    ],
    [
      'orders of one token',
      async (relay, ids) => {
        const token = await relay.token({ orders: ids })
        return (has) => [
          subscribe(
            token,
            ...ids.map((id) => has.find((each) => 'id' in each && each.id === id) ?? id),
          ),
        ]
      },
    ],
    [
      'orders of a token each',
      async (relay, ids) => {
        const all = await Promise.all(
          ids.map(async (id) => [id, await relay.token({ orders: [id] })] as const),
        )
        return (has) =>
          all.map(([id, token]) =>
            subscribe(token, has.find((each) => 'id' in each && each.id === id) ?? id),
          )
      },
    ],
  ])(
    'is told no more of %s than 256 KiB at once, and the rest when it asks again',
    async (_, asking) => {
      const relay = await startRelay()
      const ids = await largeOrders(relay, 90)
      const frames = await asking(relay, ids)
      let has: Frame[] = []
      let asked = 0
      while (has.length < ids.length) {
        const answer = await relay.poll({ wait: 25, frames: frames(has.map(known)) })
        expect(sizeOf(answer)).toBeLessThan(MOST)
        // Each answer brings it further: so it ends.
        expect(told(answer).length).toBeGreaterThan(0)
        has = [...has, ...told(answer)]
        asked++
      }
      expect(has.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
      expect(asked).toBeGreaterThan(1)
    },
  )

  it('is told all notifications, however large, in answers that are not', async () => {
    const relay = await startRelay()
    const token = await relay.token({ customer: '42' })
    for (let each = 0; each < 100; each++) {
      const message = { type: 'news', title: `${each}`, message: 'x', data: 'é'.repeat(4_000) }
      await relay.notify('/customers/42', message)
    }
    const titles: string[] = []
    let after: string | undefined
    while (titles.length < 100) {
      const answer = await relay.poll({
        wait: 25,
        frames: [subscribeTo('42', token, after ? { after } : {})],
      })
      expect(sizeOf(answer)).toBeLessThan(MOST)
      const { notifications } = answer.body.frames[0]
      titles.push(...notifications.map(({ title }: Frame) => title))
      after = notifications.at(-1).id
    }
    expect(titles).toEqual(Array.from({ length: 100 }, (_, each) => `${each}`))
  })

  it('reads no more tokens after three that are refused, and says of none that it is bad', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const guesses = Array.from({ length: 99 }, (_, each) =>
      subscribe(`a.guess.${each}`, `B-${each}`),
    )
    const answer = await relay.poll({ wait: 25, frames: [...guesses, subscribe(token, 'A-1')] })
    const unread = Array.from({ length: 97 }, () => 'too_many_subscriptions')
    expect(codes(answer)).toEqual([...Array.from({ length: 3 }, () => 'token_invalid'), ...unread])
    expect(answer.body.frames.at(-1)).toMatchObject({ orders: ['A-1'] })

    let read = 0
    const counted = { read: async () => (read++, 'signature' as const) }
    const said = readPoll(guesses) ?? []
    await new PollTokens(counted).admit(said, Date.now())
    expect(read).toBe(3)
  })

  it('reads a token once, however many frames are said with it: a bad one is one', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-9')
    const bad = Array.from({ length: 50 }, (_, each) => subscribe('nonsense', `A-1${each}`))
    const answer = await relay.poll({ wait: 25, frames: [...bad, subscribe(token, 'A-9')] })
    expect(codes(answer)).toEqual([...bad.map(() => 'token_invalid'), 'subscribed'])
  })

  it('may say 200 frames at once with one token, and two a second: then it is told when to ask again', async () => {
    const relay = await startRelay({}, atRest())
    const [{ token }, other] = [await relay.register('A-1'), await relay.register('A-2')]
    const frames = [
      subscribe(token, 'A-1'),
      ...Array.from({ length: 99 }, () => ({ type: 'ping' })),
    ]
    for (let poll = 0; poll < 2; poll++) expect((await relay.poll({ frames })).status).toBe(200)
    const late = await relay.poll({ frames: [subscribe(token, 'A-1'), { type: 'ping' }] })
    expect(late).toMatchObject({ status: 429, body: { code: 'too_fast' } })
    expect(late.headers.get('Retry-After')).toBe('1')
    // Nobody else is.
    expect((await relay.poll({ frames: [subscribe(other.token, 'A-2')] })).status).toBe(200)
    relay.advance(1_000)
    expect((await relay.poll({ frames: [subscribe(token, 'A-1'), { type: 'ping' }] })).status).toBe(
      200,
    )
  })

  it('pays for a large answer as for several frames', async () => {
    const relay = await startRelay({}, atRest())
    const ids = await largeOrders(relay, 40)
    const token = await relay.token({ orders: ids })
    let polls = 0
    while ((await relay.poll({ frames: [subscribe(token, ...ids)] })).status === 200) polls++
    // Of 256 KiB and a little each.
    expect(polls).toBe(40)
  })

  it('pays for what it makes us look up: hundreds of notifications, and of orders that a token opens anew', async () => {
    const relay = await startRelay({}, atRest())
    const [token, other] = [
      await relay.token({ customer: '42' }),
      await relay.token({ customer: '43' }),
    ]
    const many = Array.from({ length: 5_000 }, (_, each) => `n${each}`)
    const ack = { type: 'ack', orders: {}, notifications: many }
    const acks = { frames: [subscribeTo('42', token), ack] }
    let polls = 0
    while ((await relay.poll(acks)).status === 200) polls++
    // Of 52 frames each.
    expect(polls).toBe(3)

    const ids = Array.from({ length: 10 }, (_, each) =>
      subscribe(other, ...Array.from({ length: 100 }, (_, one) => `${each}-${one}`)),
    )
    const renewals = Array.from({ length: 18 }, () => ({ type: 'token', token: other }))
    // Of 10 and 18 × 11 frames.
    expect((await relay.poll({ frames: [...ids, ...renewals] })).status).toBe(429)
  })

  it('that follows nothing reads nothing, whatever it acknowledges', async () => {
    const store = memoryStore()
    const notice = vi.fn<typeof store.notice>(store.notice)
    const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, notice } })
    const id = await relay.notify('/customers/42')
    notice.mockClear()
    const ack = { type: 'ack', orders: {}, notifications: [id] }
    expect((await relay.poll({ frames: [ack] })).body.frames).toEqual([])
    expect(notice).not.toHaveBeenCalled()
    const token = await relay.token({ customer: '42' })
    const { body } = await relay.poll({ frames: [subscribeTo('42', token)] })
    expect(body.frames[0].notifications).toMatchObject([{ id }])
  })
})
