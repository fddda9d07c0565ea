import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { askingCoinbase } from '../providers/coinbase/asking.ts'
import { askingDaraja } from '../providers/daraja/asking.ts'
import { askingMtnMomo } from '../providers/mtn-momo/asking.ts'
import { askingPaystack } from '../providers/paystack/asking.ts'
import type { Asking, Parts, Question } from '../providers/asking.ts'
import { questionsFor } from '../providers/hear.ts'
import { standIn, type Seen, type StandIn } from '../testing/stand-in.ts'
import { Client, type ClientOptions, type Sent } from './client.ts'
import { transport } from './transport.ts'

const NOW = 1_795_249_865_000

function clientOf(
  asking: Asking,
  credentials: readonly Parts[],
  { base }: StandIn,
  options?: ClientOptions,
): Client {
  const made = transport()
  onTestFinished(() => made.close())
  return new Client(made, { asking, credentials, where: { base } }, options)
}

const status = (response: ServerResponse, code: number, headers = {}): undefined => {
  response.writeHead(code, headers).end()
}

function questionOf(asking: Asking, id: string): Question {
  const [question] = questionsFor(asking, { asks: [id], payments: [], references: [] })
  if (!question) throw new Error(`Nobody asks for ${id}.`)
  return question
}

const KEYS = ['one', 'two', 'three'].map((name) => ({ key: `sk_live_${name}` }))
const VERIFY = questionOf(askingPaystack, 'ORD-1205')

const MOMO = [{ apiUser: 'u', apiKey: 'hush', subscriptionKey: 's', environment: 'mtnuganda' }]
const REQUEST = questionOf(askingMtnMomo, '7b5f7d6e-0000-4000-8000-000000000001')

const keyOf = ({ headers }: Seen): unknown => headers.authorization

const isForToken = ({ path }: Seen): boolean => path === '/collection/token/'

describe('a question', () => {
  it('is answered, by two clocks', async () => {
    const bank = await standIn((_, response) => {
      response.setHeader('Date', 'Sat, 21 Nov 2026 08:31:07 GMT')
      return { status: true }
    })
    const times = [NOW, NOW + 400]
    const now = () => times.shift() ?? Infinity
    const sent = await clientOf(askingPaystack, KEYS, bank, { now }).ask(VERIFY)
    expect(sent).toMatchObject({
      ...{ outcome: 'sent', askedAt: NOW, answeredAt: NOW + 400, date: NOW + 2000 },
      ...{ requests: 1, status: 200, ms: expect.any(Number) },
      answer: { question: VERIFY, status: 200, text: '{"status":true}' },
    })
  })

  it.each(['', 'now', '2026-11-21', 'Sat, 21 Nov 2026 08:31:07 +0300'])(
    'takes no other text for a date: %j',
    async (date) => {
      const bank = await standIn((_, response) => {
        response.setHeader('Date', date)
        return {}
      })
      const sent = await clientOf(askingPaystack, KEYS, bank).ask(VERIFY)
      expect(sent.outcome).toBe('sent')
      expect(sent).not.toHaveProperty('date')
    },
  )

  it('that nobody hears is not asked with other credentials', async () => {
    const bank = await standIn(({ socket }) => void socket.destroy())
    expect(await clientOf(askingPaystack, KEYS, bank).ask(VERIFY)).toMatchObject({
      ...{ outcome: 'unreachable', why: 'hung up before it answered (ECONNRESET)', requests: 1 },
    })
    expect(bank.seen).toHaveLength(1)
  })

  it('that asks too often is an answer', async () => {
    const bank = await standIn((_, response) => status(response, 429, { 'Retry-After': '7' }))
    const sent = await clientOf(askingPaystack, KEYS, bank).ask(VERIFY)
    expect(sent).toMatchObject({ outcome: 'sent', status: 429 })
    expect(sent.outcome === 'sent' && sent.answer.headers.get('retry-after')).toBe('7')
  })

  it('is asked with the credentials that suit it', async () => {
    const bank = await standIn(() => ({}))
    const client = clientOf(askingCoinbase, [{ key: 'anApiKey' }], bank)
    expect(client.suits(questionOf(askingCoinbase, 'ABCD1234'))).toBe(true)
    expect(client.suits(questionOf(askingCoinbase, 'a'.repeat(24)))).toBe(false)
  })

  it('is not sent with a key that can sign nothing', async () => {
    const bank = await standIn(() => ({}))
    const parts = { name: 'organizations/o', privateKey: 'hush, no key' }
    const client = clientOf(askingCoinbase, [parts], bank)
    expect(await client.ask(questionOf(askingCoinbase, 'a'.repeat(24)))).toMatchObject({
      ...{ outcome: 'refused', why: 'credentials', requests: 0 },
    })
    expect(bank.seen).toEqual([])
  })
})

describe('credentials', () => {
  it('are tried in turn, and what worked is tried first the next time', async () => {
    const bank = await standIn((seen, response) =>
      keyOf(seen) === 'Bearer sk_live_two' ? {} : status(response, 401),
    )
    const client = clientOf(askingPaystack, KEYS, bank)
    expect(await client.ask(VERIFY)).toMatchObject({ outcome: 'sent', requests: 2 })
    expect(await client.ask(VERIFY)).toMatchObject({ outcome: 'sent', requests: 1 })
    expect(bank.seen.map(keyOf)).toEqual(
      ['one', 'two', 'two'].map((name) => `Bearer sk_live_${name}`),
    )
  })

  it('that are all refused are refused', async () => {
    const bank = await standIn((_, response) => status(response, 401))
    expect(await clientOf(askingPaystack, KEYS, bank).ask(VERIFY)).toMatchObject({
      ...{ outcome: 'refused', why: 'credentials', requests: 3, status: 401 },
    })
  })

  it('are refused where the provider says so in a good answer, too', async () => {
    const bank = await standIn((_, response) => {
      response.statusCode = 400
      return { code: 'NOT_ALLOWED_TARGET_ENVIRONMENT' }
    })
    const asking: Asking = { ...askingMtnMomo, auth: {} }
    expect(await clientOf(asking, MOMO, bank).ask(REQUEST)).toMatchObject({ outcome: 'refused' })
  })

  it('that a provider refuses by mistake now and then, are refused once it insists', async () => {
    const wrong = { errorCode: '500.001.1001', errorMessage: 'Merchant does not exist' }
    const paid = { ResultCode: '0', CheckoutRequestID: 'ws_CO_1' }
    const answers = [wrong, wrong, paid, wrong, wrong, wrong]
    const bank = await standIn(({ path }, response) => {
      if (path.startsWith('/oauth')) return { access_token: 't', expires_in: '3599' }
      const answer = answers.shift() ?? wrong
      response.statusCode = answer === wrong ? 500 : 200
      return answer
    })
    const parts = { consumerKey: 'k', consumerSecret: 's', shortcode: '174379', passkey: 'p' }
    const client = clientOf(askingDaraja, [parts], bank)
    const outcomes = []
    for (let asked = 0; asked < 6; asked += 1) {
      const { outcome } = await client.ask(questionOf(askingDaraja, 'ws_CO_1'))
      outcomes.push(outcome)
    }
    expect(outcomes).toEqual(['later', 'later', 'sent', 'later', 'later', 'refused'])
  })
})

describe('a token', () => {
  /** A bank that gives out `t1`, `t2` …, and believes those of which `isGood` says so. */
  async function bankOf(isGood: (token: string) => boolean, given: object = { expires_in: 3600 }) {
    let tokens = 0
    return standIn((seen, response) => {
      if (isForToken(seen)) return { access_token: `t${++tokens}`, ...given }
      return isGood(String(keyOf(seen)).replace('Bearer ', '')) ? {} : status(response, 401)
    })
  }

  const tokensIn = ({ seen }: StandIn): number => seen.filter(isForToken).length

  it('is got once for all who wait for it, and used again', async () => {
    const bank = await bankOf(() => true)
    const client = clientOf(askingMtnMomo, MOMO, bank)
    const all = await Promise.all([client.ask(REQUEST), client.ask(REQUEST)])
    all.push(await client.ask(REQUEST))
    expect(all.map(({ outcome, requests }) => [outcome, requests])).toEqual([
      ['sent', 1],
      ['sent', 1],
      ['sent', 1],
    ])
    expect(tokensIn(bank)).toBe(1)
    expect(bank.seen.filter((each) => !isForToken(each)).map(keyOf)).toEqual([
      ...['Bearer t1', 'Bearer t1', 'Bearer t1'],
    ])
  })

  it('is renewed before it runs out', async () => {
    let now = NOW
    const bank = await bankOf(() => true)
    const client = clientOf(askingMtnMomo, MOMO, bank, { now: () => now })
    for (const at of [0, 3_239_999, 3_240_000]) {
      now = NOW + at
      await client.ask(REQUEST)
    }
    expect(bank.seen.filter((each) => !isForToken(each)).map(keyOf)).toEqual([
      ...['Bearer t1', 'Bearer t1', 'Bearer t2'],
    ])
  })

  it('that dies early is got anew, once for all who had it', async () => {
    let good = 't1'
    const bank = await bankOf((token) => token === good)
    const client = clientOf(askingMtnMomo, MOMO, bank)
    await client.ask(REQUEST)
    good = 't2'
    const all = await Promise.all([client.ask(REQUEST), client.ask(REQUEST)])
    expect(all.map(({ outcome }) => outcome)).toEqual(['sent', 'sent'])
    expect(tokensIn(bank)).toBe(2)
  })

  it('that is new already, is not got anew for one who still had the old', async () => {
    const held: (() => void)[] = []
    let tokens = 0
    let good = 't1'
    const bank = await standIn((seen, response) => {
      if (isForToken(seen)) return { access_token: `t${++tokens}`, expires_in: 3600 }
      if (keyOf(seen) === `Bearer ${good}`) return {}
      // Of two that have the old one, the second hears so once the first is through.
      held.push(() => status(response, 401))
      if (held.length === 2) held.shift()?.()
      return undefined
    })
    const client = clientOf(askingMtnMomo, MOMO, bank)
    await client.ask(REQUEST)
    good = 't2'
    const both = [client.ask(REQUEST), client.ask(REQUEST)]
    await Promise.race(both)
    held.shift()?.()
    expect((await Promise.all(both)).map(({ outcome }) => outcome)).toEqual(['sent', 'sent'])
    expect(tokens).toBe(2)
  })

  it('that is refused again, is not the fault of its age', async () => {
    const bank = await bankOf(() => false)
    expect(await clientOf(askingMtnMomo, MOMO, bank).ask(REQUEST)).toMatchObject({
      ...{ outcome: 'refused', why: 'credentials', requests: 2 },
    })
    expect(tokensIn(bank)).toBe(2)
  })

  it('belongs to its credentials', async () => {
    const users = ['old', 'new'].map((apiUser) => ({ ...MOMO[0], apiUser }))
    const bank = await standIn((seen, response) => {
      if (!isForToken(seen)) return keyOf(seen) === 'Bearer new' ? {} : status(response, 401)
      const [user] = Buffer.from(String(keyOf(seen)).slice(6), 'base64')
        .toString()
        .split(':')
      return { access_token: user, expires_in: 3600 }
    })
    const client = clientOf(askingMtnMomo, users as Parts[], bank)
    expect(await client.ask(REQUEST)).toMatchObject({ outcome: 'sent', requests: 3 })
    expect(await client.ask(REQUEST)).toMatchObject({ outcome: 'sent', requests: 1 })
  })

  it.each<[string, object, (response: ServerResponse) => object | string | undefined]>([
    ['refuses', { outcome: 'refused', why: 'credentials' }, (response) => status(response, 401)],
    [
      'refuses in other words',
      { outcome: 'refused', why: 'credentials' },
      (response) => status(response, 400),
    ],
    [
      'was asked too often',
      { outcome: 'later', after: 9000 },
      (response) => status(response, 429, { 'Retry-After': '9' }),
    ],
    [
      'is out of order',
      { outcome: 'unreachable', why: 'its tokens: answered 503' },
      (response) => status(response, 503),
    ],
    [
      'hangs up',
      { outcome: 'unreachable', why: 'its tokens: hung up before it answered (ECONNRESET)' },
      (response) => void response.socket?.destroy(),
    ],
    [
      'answers with a page',
      { outcome: 'unread', why: 'its tokens: none in the answer (200)' },
      () => '<html>hush</html>',
    ],
    [
      'answers without one',
      { outcome: 'unread', why: 'its tokens: none in the answer (200)' },
      () => ({ access_token: 'hush\r\nX: 1' }),
    ],
    [
      'leads elsewhere',
      { outcome: 'unread', why: 'its tokens: none in the answer (302)' },
      (response) => status(response, 302, { Location: 'https://hush.example' }),
    ],
  ])('is not had where its giver %s', async (_, expected, answer) => {
    let isFirst = true
    const bank = await standIn((seen, response) => {
      if (!isForToken(seen)) return {}
      if (!isFirst) return { access_token: 't', expires_in: 3600 }
      isFirst = false
      return answer(response)
    })
    const client = clientOf(askingMtnMomo, MOMO, bank)
    expect(await client.ask(REQUEST)).toEqual({ ...expected, requests: 0, ms: expect.any(Number) })
    // And the next question asks for it again.
    expect(await client.ask(REQUEST)).toMatchObject({ outcome: 'sent' })
  })
})

describe('what takes longer than ten seconds', () => {
  /** Asks `bank`, and lets ten seconds pass as soon as it has heard so many requests and does not answer. */
  async function askedOf(answers: (object | undefined)[], asking: Asking, parts: readonly Parts[]) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const bank = await standIn(() => {
      const answer = answers.shift()
      if (!answer) setImmediate(() => vi.advanceTimersByTime(10_000))
      return answer
    })
    const question = asking === askingMtnMomo ? REQUEST : VERIFY
    return { bank, sent: await clientOf(asking, parts, bank).ask(question) }
  }

  const late = { outcome: 'unreachable', why: 'no answer within 10 s' }

  it('is not awaited: an answer', async () => {
    const { sent, bank } = await askedOf([], askingPaystack, KEYS)
    expect(sent).toMatchObject({ ...late, requests: 1 })
    await expect.poll(() => bank.seen[0]?.socket.closed).toBe(true)
  })

  it('is not awaited: a token', async () => {
    const { sent } = await askedOf([], askingMtnMomo, MOMO)
    expect(sent).toMatchObject({ outcome: 'unreachable', requests: 0 })
    expect(sent).toHaveProperty('why', expect.stringContaining('no answer within 10 s'))
  })

  it('is not awaited: an answer after a token', async () => {
    const token = { access_token: 't', expires_in: 3600 }
    const { sent } = await askedOf([token], askingMtnMomo, MOMO)
    expect(sent).toMatchObject({ ...late, requests: 1 })
  })
})

it('nothing that a provider says or does makes it reject', async () => {
  const broken: Asking = {
    ...askingPaystack,
    fault() {
      throw new Error('hush')
    },
  }
  const bank = await standIn(() => 'hush')
  const sent: Sent = await clientOf(broken, KEYS, bank).ask(VERIFY)
  expect(sent.outcome).toBe('sent')
})
