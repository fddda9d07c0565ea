import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { subscribe, subscribeTo, type Frame } from '../testing/page.ts'
import { startRelay } from '../testing/relay.ts'
import { readPageFrame } from './page-frame.ts'

/** What no entry of a frame is. */
const NONSENSE = [null, 1, true, '', [], {}, { id: 7 }, [['A-1']], { id: 'A-1', version: 'four' }]

const TOKEN = 'a.good.token'

/** What a page may say, and how to put an entry that is none into it. */
const SPOILT: readonly [what: string, frame: Frame, spoil: (entry: unknown) => unknown][] = [
  ['a token', { type: 'token', token: TOKEN }, (token) => ({ type: 'token', token })],
  [
    'an order to follow',
    subscribe(TOKEN, 'A-1'),
    (entry) => ({ type: 'subscribe', orders: [{ id: 'A-0' }, entry, { id: 'A-9' }], token: TOKEN }),
  ],
  [
    'what it has of a customer’s',
    subscribeTo('42', TOKEN),
    (entry) => ({
      type: 'subscribe',
      customer: '42',
      orders: [{ id: 'A-0' }, entry],
      token: TOKEN,
    }),
  ],
  ['a list', subscribe(TOKEN, 'A-1'), (orders) => ({ type: 'subscribe', orders, token: TOKEN })],
  [
    'a customer',
    subscribeTo('42', TOKEN),
    (customer) => ({ type: 'subscribe', customer, token: TOKEN }),
  ],
  [
    'its token',
    subscribe(TOKEN, 'A-1'),
    (token) => ({ type: 'subscribe', orders: [{ id: 'A-0' }], token }),
  ],
  [
    'an order to leave',
    { type: 'unsubscribe', orders: ['A-1'] },
    (entry) => ({ type: 'unsubscribe', orders: ['A-0', entry] }),
  ],
  [
    'a customer to leave',
    { type: 'unsubscribe', customer: '42' },
    (customer) => ({ type: 'unsubscribe', customer }),
  ],
  [
    'an order to ask about',
    { type: 'ask', orders: ['A-1'] },
    (entry) => ({ type: 'ask', orders: ['A-0', entry] }),
  ],
  [
    'a version',
    { type: 'ack', orders: { 'A-1': 1 }, notifications: [] },
    (version) => ({ type: 'ack', orders: { 'A-0': 1, 'A-1': version } }),
  ],
  [
    'a notification',
    { type: 'ack', notifications: ['n-1'] },
    (entry) => ({ type: 'ack', notifications: ['n-0', entry] }),
  ],
  ['versions', { type: 'ack', orders: {} }, (orders) => ({ type: 'ack', orders })],
  [
    'the place to resume at',
    subscribe(TOKEN, 'A-1'),
    (after) => ({ ...subscribe(TOKEN, 'A-0'), after }),
  ],
]

describe('a frame', () => {
  it.each(SPOILT)(
    'of which %s is no such thing is a frame still, whatever it is',
    (_, frame, spoil) => {
      expect(readPageFrame(frame)).toMatchObject({ errors: [] })
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          const said = readPageFrame(JSON.parse(JSON.stringify(spoil(value))))
          expect(said).toBeDefined()
          for (const error of said?.errors ?? []) expect(error).toMatchObject({ type: 'error' })
        }),
      )
    },
  )

  it('keeps the entries that are understood, and names those that are not', () => {
    const said = readPageFrame({
      type: 'subscribe',
      orders: [
        { id: 'A-1', version: 2 },
        7,
        'A-2',
        { id: 'A-3', version: 'x' },
        null,
        { id: 'A-4', seal: 's' },
      ],
      token: TOKEN,
    })
    expect(said?.frame).toMatchObject({
      orders: [
        { id: 'A-1', version: 2 },
        { id: 'A-4', seal: 's' },
      ],
    })
    expect(said?.errors).toEqual([
      {
        type: 'error',
        code: 'unknown_type',
        message: expect.stringContaining('"id"'),
        orders: ['7', 'A-2', 'A-3', 'null'],
      },
    ])
  })

  it('whose token is no text is refused its token, and names what it was for', () => {
    for (const token of [undefined, null, 7, {}, ['x']]) {
      expect(readPageFrame({ type: 'subscribe', orders: [{ id: 'A-1' }], token })).toEqual({
        errors: [
          { type: 'error', code: 'token_invalid', message: expect.any(String), orders: ['A-1'] },
        ],
      })
      expect(readPageFrame({ type: 'subscribe', customer: '42', token })?.errors).toMatchObject([
        { code: 'token_invalid', customer: '42' },
      ])
    }
  })
})

describe('one bad entry', () => {
  /** A relay, and how to follow two orders of it. */
  async function shop() {
    const relay = await startRelay()
    const ids = ['A-1', 'A-2']
    for (const id of ids) await relay.register(id)
    const token = await relay.token({ orders: ids })
    return { relay, follow: (id: string) => subscribe(token, id) }
  }

  it.each(SPOILT)(
    'where %s should be ends no connection, and the others are served',
    async (_, __, spoil) => {
      const { relay, follow } = await shop()
      const page = await relay.connect()
      for (const nonsense of NONSENSE) {
        page.say(follow('A-1'))
        page.say(JSON.stringify(spoil(nonsense)))
        page.say(follow('A-2'))
        page.say({ type: 'ping' })
        const told: Frame[] = []
        for (let frame = await page.next(); frame.type !== 'pong';) {
          told.push(frame)
          frame = await page.next()
        }
        expect(followed(told)).toEqual(expect.arrayContaining(['A-1', 'A-2']))
      }
    },
  )

  it.each(SPOILT)(
    'where %s should be ends no poll, and the others are served',
    async (_, __, spoil) => {
      const { relay, follow } = await shop()
      const frames = [follow('A-1'), ...NONSENSE.map(spoil), follow('A-2')]
      const { status, body } = await relay.poll(JSON.stringify({ wait: 25, frames }))
      expect(status).toBe(200)
      expect(followed(body.frames)).toEqual(expect.arrayContaining(['A-1', 'A-2']))
    },
  )

  it('is no news: a page that is newer than the relay is held like others', async () => {
    const { relay, follow } = await shop()
    const [{ orders }] = (await relay.poll({ frames: [follow('A-1')] })).body.frames
    const has = { ...follow('A-1'), orders: [...orders, { id: 7 }] }
    const answer = relay.poll({ wait: 25, frames: [has, { type: 'dance' }] })
    await relay.watchedBy(1, 'A-1')
    await relay.update('A-1', { status: 'processing' })
    expect(followed((await answer).body.frames)).toEqual(['A-1'])
  })
})

const followed = (told: readonly Frame[]): string[] =>
  told.flatMap(({ type, orders = [] }) =>
    type === 'subscribed' ? orders.map(({ id }: { id: string }) => id) : [],
  )
