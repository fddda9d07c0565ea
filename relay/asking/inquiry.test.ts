import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answersOf, textOf } from '../providers/conformance/answers.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Known, Parts } from '../providers/asking.ts'
import { standIn, type StandIn } from '../testing/stand-in.ts'
import { Client, type ClientOptions } from './client.ts'
import { Inquirer, type Inquiry } from './inquiry.ts'
import { transport } from './transport.ts'

const NOW = 1_795_249_865_000

const known = (more: Partial<Known>): Known => ({
  ...{ asks: [], payments: [], references: [] },
  ...more,
})

const ORDER = known({ orderId: 'ORD-1205' })

const PARTS: Record<string, Parts> = {
  cashfree: { appId: 'a', secret: 's' },
  coinbase: { key: 'k' },
  paystack: { key: 'sk_live_a' },
  phonepe: { clientId: 'c', clientVersion: '1', clientSecret: 's' },
  razorpay: { keyId: 'rzp_live_a', keySecret: 's' },
  square: { accessToken: 'EAAA' },
}

function inquirer(id: string, { base }: StandIn, options: ClientOptions = {}): Inquirer {
  const provider = PROVIDERS.get(id)
  const asking = provider?.asking
  if (!provider || !asking || 'cannot' in asking) throw new Error(`${id} cannot be asked.`)
  const sender = transport()
  onTestFinished(() => sender.close())
  const asker = { asking, credentials: [PARTS[id] ?? {}], where: { base } }
  return new Inquirer(provider, asking, new Client(sender, asker, options), options.now)
}

/** What a provider answers, by the path without its query: a text, a status, or what does it by hand. */
type Answers = Record<string, string | number | ((response: ServerResponse) => void)>

/** A provider that knows nothing but this. */
const bankOf = (answers: Answers): Promise<StandIn> =>
  standIn(({ path }, response) => {
    const answer = answers[path.replace(/\?.*/, '')] ?? 404
    if (typeof answer === 'string') return answer
    if (typeof answer === 'number') response.writeHead(answer).end()
    else answer(response)
    return undefined
  })

/** The text of an answer as it is kept, about other ids. */
function said(id: string, name: string, ids: Record<string, string> = {}): string {
  const file = answersOf(id).get(name)
  if (!file) throw new Error(`There is no answer ${name}.`)
  return Object.entries(ids).reduce((text, [from, to]) => text.replaceAll(from, to), textOf(file))
}

const TOKEN = JSON.stringify({ access_token: 't', expires_in: 3600 })

const paths = ({ seen }: StandIn): string[] => seen.map(({ path }) => path.replace(/\?.*/, ''))

const gist = ({ outcome, requests, exchanges }: Inquiry) => ({
  ...{ outcome, requests },
  exchanges: exchanges.map(({ name, status, outcome: each }) => [name, status, each]),
})

const stateIn = ({ answers }: Inquiry): string[] =>
  answers.flatMap(({ told }) =>
    told.map(({ payment, part, state }) => `${payment} ${part} ${state}`),
  )

describe('an order', () => {
  it('is known by one answer, with what a console shows of it', async () => {
    const bank = await bankOf({ '/transaction/verify/ORD-1205': said('paystack', 'success') })
    let now = NOW
    const inquiry = await inquirer('paystack', bank, { now: () => now++ }).ask(ORDER, 'KES')
    expect(inquiry).toEqual({
      outcome: 'answered',
      answers: [
        {
          told: [expect.objectContaining({ payment: 'ORD-1205', state: 'succeeded' })],
          askedAt: expect.any(Number),
          answeredAt: expect.any(Number),
          date: expect.any(Number),
        },
      ],
      requests: 1,
      exchanges: [
        { name: 'transaction', outcome: 'answered', status: 200, ms: expect.any(Number) },
      ],
    })
  })

  it('of which nothing is known cannot be asked about', async () => {
    const bank = await bankOf({})
    const nothing = { outcome: 'cannot', answers: [], requests: 0, exchanges: [] }
    expect(await inquirer('paystack', bank).ask(known({}))).toEqual(nothing)
    // A checkout of Coinbase's newer product, with a key of the older.
    expect(await inquirer('coinbase', bank).ask(known({ asks: ['a'.repeat(24)] }))).toEqual(nothing)
    expect(bank.seen).toEqual([])
  })

  it('that a provider does not know is absent, which is no fact', async () => {
    const bank = await bankOf({})
    expect(await inquirer('paystack', bank).ask(ORDER)).toMatchObject({
      ...{ outcome: 'absent', answers: [], requests: 1 },
    })
  })
})

describe('what is absent', () => {
  const CHECKOUT = '/checkout/v2/order/ORD-1205/status'
  const CUSTOM = '/payments/v2/order/ORD-1205/status'
  const LINK = '/paylinks/v1/ORD-1205/status'

  it('is asked for elsewhere, and where it was found, the next is asked for at once', async () => {
    const paid = said('phonepe', 'completed')
    const bank = await bankOf({ '/v1/oauth/token': TOKEN, [CUSTOM]: paid })
    const phonepe = inquirer('phonepe', bank)
    const first = await phonepe.ask(ORDER)
    expect(gist(first)).toEqual({
      outcome: 'answered',
      requests: 2,
      exchanges: [
        ['order', 404, 'absent'],
        ['order of a custom checkout', 200, 'answered'],
      ],
    })
    expect(gist(await phonepe.ask(ORDER)).exchanges).toEqual([
      ['order of a custom checkout', 200, 'answered'],
    ])
    await phonepe.ask(known({ orderId: 'ORD-9' }))
    expect(paths(bank).slice(-3)).toEqual(
      [CUSTOM, CHECKOUT, LINK].map((path) => path.replace('1205', '9')),
    )
  })

  it('in one place and unclear in another, is unclear', async () => {
    const bank = await bankOf({ '/v1/oauth/token': TOKEN, [CUSTOM]: 503 })
    expect(gist(await inquirer('phonepe', bank).ask(ORDER))).toMatchObject({
      ...{ outcome: 'later', requests: 2 },
    })
  })
})

describe('what an answer leads to', () => {
  it('is asked at once, and each answer holds as of its own time', async () => {
    const bank = await bankOf({
      '/orders/ORD-1205/payments': said('cashfree', 'no_attempt'),
      '/orders/ORD-1205': said('cashfree', 'order_active'),
    })
    let now = NOW
    const cashfree = inquirer('cashfree', bank, { now: () => (now += 100) })
    const inquiry = await cashfree.ask(ORDER, 'INR')
    expect(gist(inquiry).exchanges).toEqual([
      ['payments', 200, 'answered'],
      ['order', 200, 'answered'],
    ])
    expect(stateIn(inquiry)).toEqual(['ORD-1205 main pending'])
    const [payments, order] = inquiry.answers
    expect(payments!.answeredAt - payments!.askedAt).toBe(100)
    expect(order!.askedAt).toBeGreaterThan(payments!.answeredAt)
  })

  it('may be lost: what was answered stands', async () => {
    const bank = await bankOf({
      '/orders/ORD-1205/payments': said('cashfree', 'success_after_dropped'),
      '/orders/ORD-1205/refunds': (response) =>
        response.writeHead(429, { 'x-ratelimit-retry': '23' }).end(),
    })
    const inquiry = await inquirer('cashfree', bank).ask(ORDER, 'INR')
    expect(inquiry).toMatchObject({ outcome: 'answered', requests: 2, after: 23_000 })
    expect(inquiry).not.toHaveProperty('why')
    expect(stateIn(inquiry).length).toBeGreaterThan(0)
  })
})

it('what goes wrong on the way is told of that question alone', async () => {
  const bank = await bankOf({
    '/orders/ORD-1205/payments': said('cashfree', 'success_after_dropped'),
    '/orders/ORD-1205/refunds': 403,
  })
  const inquiry = await inquirer('cashfree', bank).ask(ORDER)
  expect(inquiry.outcome).toBe('answered')
  expect(inquiry).not.toHaveProperty('why')
  expect(inquiry.exchanges[1]).toMatchObject({ outcome: 'refused', why: 'permission', status: 403 })
})

describe('several names of one order', () => {
  const PAYMENT = 'hYy9pRFVxpDsO1FB05SunFWUe9JZY'
  const LIES_IN = 'pRsjRTgFWATl7so6DxdKBJa7ssbZY'
  const answers = {
    [`/v2/orders/${LIES_IN}`]: said('square', 'order_with_tender'),
    [`/v2/payments/${PAYMENT}`]: said('square', 'completed_refunded_in_part'),
  }

  it('are asked by once: not by that of a payment that was told', async () => {
    const bank = await bankOf(answers)
    const inquiry = await inquirer('square', bank).ask(known({ asks: [LIES_IN, PAYMENT] }))
    expect(paths(bank)).toEqual([
      ...[`/v2/payments/${LIES_IN}`, `/v2/orders/${LIES_IN}`, `/v2/payments/${PAYMENT}`],
    ])
    expect(inquiry.outcome).toBe('answered')
  })

  it('that are found elsewhere, are asked for there the next time, whatever that leads to', async () => {
    const bank = await bankOf(answers)
    const square = inquirer('square', bank)
    for (let times = 0; times < 2; times += 1) await square.ask(known({ asks: [LIES_IN] }))
    expect(paths(bank).slice(3)).toEqual([`/v2/orders/${LIES_IN}`, `/v2/payments/${PAYMENT}`])
  })

  it('are asked by all the same where there may be more: that of what the payment lies in', async () => {
    const bank = await bankOf(answers)
    await inquirer('square', bank).ask(known({ asks: [PAYMENT, LIES_IN] }))
    expect(paths(bank)).toEqual([
      ...[`/v2/payments/${PAYMENT}`, `/v2/payments/${LIES_IN}`, `/v2/orders/${LIES_IN}`],
    ])
  })

  it('take twelve questions at most', async () => {
    const asks = Array.from({ length: 8 }, (_, at) => `${at}`.padStart(20, 'x'))
    const bank = await bankOf({})
    const inquiry = await inquirer('square', bank).ask(known({ asks }))
    expect(inquiry).toMatchObject({ outcome: 'absent', requests: 12 })
  })

  it('are asked by for fifteen seconds, in all', async () => {
    const asks = ['ORD-1', 'ORD-2', 'ORD-3']
    let now = NOW
    const slow = await standIn((_, response) => {
      now += 8_000
      response.writeHead(404).end()
      return undefined
    })
    const paystack = inquirer('paystack', slow, { now: () => now })
    expect(await paystack.ask(known({ asks }))).toMatchObject({ outcome: 'absent', requests: 2 })
  })
})

describe('no other question is asked', () => {
  const TWO = known({ asks: ['ORD-1', 'ORD-2'] })

  it.each<[string, Answers[string], object]>([
    [
      'once the provider says that it is too much',
      (response) => response.writeHead(429, { 'Retry-After': '7' }).end(),
      { outcome: 'later', after: 7000 },
    ],
    ['once it is out of order', 503, { outcome: 'later' }],
    ['once it refuses the credentials', 401, { outcome: 'refused', why: 'credentials' }],
    [
      'once it does not answer',
      (response) => response.socket?.destroy(),
      { outcome: 'unreachable', why: 'hung up before it answered (ECONNRESET)' },
    ],
  ])('%s', async (_, answer, outcome) => {
    const bank = await bankOf({ '/transaction/verify/ORD-1': answer })
    const inquiry = await inquirer('paystack', bank).ask(TWO)
    expect(inquiry).toMatchObject({ ...outcome, answers: [], requests: 1 })
  })

  it.each<[string, string | number, string]>([
    ['it is not permitted', 403, 'refused'],
    ['it is not understood', 422, 'refused'],
    ['it is a page', '<html>OK</html>', 'unread'],
    ['it leads elsewhere', 302, 'unread'],
    ['it is about another order', said('paystack', 'success'), 'other_payment'],
  ])('unless only that one fails: %s', async (_, answer, outcome) => {
    const bank = await bankOf({
      '/transaction/verify/ORD-1': answer,
      '/transaction/verify/ORD-2': said('paystack', 'success', { 'ORD-1205': 'ORD-2' }),
    })
    const inquiry = await inquirer('paystack', bank).ask(TWO)
    expect(inquiry).toMatchObject({ outcome: 'answered', requests: 2 })
    expect(inquiry.exchanges.map((each) => each.outcome)).toEqual([outcome, 'answered'])
    expect(stateIn(inquiry)).toEqual(['ORD-2 main succeeded'])
  })
})

describe('money in another currency', () => {
  it('is none of the order’s', async () => {
    const bank = await bankOf({ '/transaction/verify/ORD-1205': said('paystack', 'reversed') })
    const paystack = inquirer('paystack', bank)
    expect(await paystack.ask(ORDER, 'NGN')).toMatchObject({
      outcome: 'other_payment',
      answers: [],
    })
    expect(await paystack.ask(ORDER, 'KES')).toMatchObject({ outcome: 'answered' })
    expect(await paystack.ask(ORDER)).toMatchObject({ outcome: 'answered' })
  })

  it('takes nothing away from the order’s own', async () => {
    const other = '"currency":"USD","status":"failed"'
    const text = said('razorpay', 'captured_after_failed', {
      '"currency":"INR","status":"failed"': other,
    })
    expect(text).toContain(other)
    const bank = await bankOf({ '/v1/orders/order_R1bbbbbbbbbbbb/payments': text })
    const inquiry = await inquirer('razorpay', bank).ask(
      known({ asks: ['order_R1bbbbbbbbbbbb'] }),
      'INR',
    )
    expect(stateIn(inquiry)).toEqual(['pay_R1aaaaaaaaaaaa main succeeded'])
  })
})
