import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { ask, bearer, until } from '../testing/client.ts'
import { howOften } from '../testing/how-often.ts'
import { Page, subscribe } from '../testing/page.ts'
import { said as wireSaid, UPGRADE, Wire } from '../testing/wire.ts'
import { folder, run, serve } from './process.ts'

/** A provider on the stage. */
interface Offered {
  id: string
  acts: string[]
  /** Why it cannot be asked. */
  cannot?: string
}

interface Happening {
  id: string
  lane: string
  text: string
  cause?: string
  curl?: string
  answer?: { status: number; body: string }
}

/** What ends what all tests here share. */
const ends: (() => void | Promise<void>)[] = []

afterAll(async () => {
  for (const end of ends.toReversed()) await end()
})

let shared: ReturnType<typeof demo> | undefined

/** A demo for tests that need none of their own. */
function sharedDemo() {
  const whenOver = (end: () => void | Promise<void>) => void ends.push(end)
  shared ??= demo(folder(whenOver), { whenOver })
  return shared
}

interface More {
  args?: string[]
  port?: string
  whenOver?: Parameters<typeof serve>[4]
}

/** A demo that runs, and what a page of its would ask it. */
async function demo(cwd = folder(), { args = [], port = '0', whenOver }: More = {}) {
  const served = await serve(['serve', '--demo', ...args], cwd, { PORT: port }, [], whenOver)
  const url = `http://localhost:${served.port}`
  const [, key = ''] = /Bearer (\S+)'/.exec(served.said()) ?? []
  const post = (path: string, body: object) => ask(`${url}/demo/${path}`, { body })
  return {
    ...served,
    url,
    post,
    start: async () => (await ask(`${url}/demo/start`)).body,
    /** A new order, as its page gets it. */
    async order(wanted: object = {}) {
      const { status, body } = await post('orders', wanted)
      expect(status).toBe(201)
      return body as { order: string; number: string; token: string }
    },
    async act(act: string, order: string, provider: string) {
      const { status, body } = await post('acts', { act, order, provider })
      expect(status, `${provider} ${act}: ${JSON.stringify(body)}`).toBe(200)
      return body as { happened: Happening[]; order?: string }
    },
    /** As the shop sees it. */
    seen: async (order: string) =>
      (await ask(`${url}/orders/${order}`, { headers: bearer(key) })).body,
    /** A page's socket, over a line of its own. */
    page: async ({ order, token }: { order: string; token: string }, line: string) => {
      const page = new Page(`${url.replace('http', 'ws')}/line/${line}/ws`, {})
      expect(await page.next()).toMatchObject({ type: 'connected' })
      expect(await page.ask(subscribe(token, order))).toMatchObject({ type: 'subscribed' })
      return page
    },
    network: async (line: string, network: string) =>
      expect((await post('network', { line, network })).status).toBe(204),
    relay: async (state: 'killed' | 'running') => (await post('relay', { state })).body,
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Nothing was taken. */
const UNPAID = { amountReceived: 0, overpaid: false }

/** Nobody was told, or nobody believes it. */
const WAITS = { ...UNPAID, status: expect.stringMatching(/^(pending|requires_action)$/) }

/** What an order of 100 is after each act. */
const AFTER: Readonly<Record<string, object>> = {
  prompt: { ...UNPAID, status: 'requires_action', action: expect.anything() },
  approve: { status: 'succeeded', amountReceived: 100, overpaid: false },
  cancel: { ...UNPAID, status: expect.stringMatching(/^(canceled|failed)$/) },
  wrong_pin: { ...UNPAID, status: 'failed', reason: { code: 'authentication_failed' } },
  no_money: { ...UNPAID, status: 'failed', reason: { code: 'insufficient_funds' } },
  ignore: { ...UNPAID, status: expect.stringMatching(/^(expired|failed)$/) },
  switch_off: { ...UNPAID, reason: { code: 'unreachable' } },
  twice: { status: 'succeeded', amountReceived: 100, payments: [expect.anything()] },
  late: { status: 'succeeded', amountReceived: 100 },
  out_of_order: { status: 'succeeded', amountReceived: 100 },
  forged: WAITS,
  before_order: { status: 'succeeded', amountReceived: 100, registered: true },
  never: { status: 'succeeded', amountReceived: 100, overpaid: false },
  pay_twice: { status: 'succeeded', amountReceived: 200, overpaid: true },
  too_little: { status: 'partially_paid', overpaid: false },
  after_time: { status: 'succeeded', amountReceived: 100 },
  refund: { status: 'refunded', amountRefunded: 100 },
  dispute: { status: 'disputed' },
  confirm: { status: 'authorized', confirmations: { count: 1, required: 2 } },
  release: { status: 'succeeded', amountReceived: 100, overpaid: false },
}

/** Of each way to prove who sends: a header, the address, a certificate, a sum in a form. */
const SOME = ['stripe', 'daraja', 'paypal', 'paytm']

/** For what is asked after a silence, and on a slow machine. In ms. */
const PATIENCE = 120_000

/** As shares of what was asked for. */
function inPercent(order: { amount: number; amountReceived: number; amountRefunded: number }) {
  const share = (amount: number) => Math.round((amount * 100) / order.amount)
  const { amountReceived, amountRefunded } = order
  return {
    ...order,
    amountReceived: share(amountReceived),
    amountRefunded: share(amountRefunded),
  }
}

describe('an act on the stage', () => {
  it(
    'leads to what the contract says, by each provider that has a word for it',
    { tags: 'long' },
    async () => {
      const { start, order, act, seen } = await sharedDemo()
      const providers: Offered[] = (await start()).providers
      const played = new Set<string>()
      const some = howOften({ usually: SOME.length, long: providers.length })
      async function play({ id, acts, cannot }: Offered) {
        await Promise.all(
          acts.map(async (name: string) => {
            const made = await order({
              provider: id,
              escrow: name === 'confirm' || name === 'release',
            })
            const { happened, order: another } = await act(name, made.order, id)
            const answers = happened.filter(({ lane, answer }) => lane === 'provider' && answer)
            for (const { answer } of answers) {
              // Whoever has the address or the token is heard, and not believed.
              expect(`${id} ${name} ${answer?.status}`).toMatch(
                name === 'forged' ? / (401|20\d)$/ : / 20\d$/,
              )
            }
            const causes = happened.flatMap(({ cause }) => cause ?? [])
            const ids = happened.map((each) => each.id)
            expect(ids).toEqual(
              expect.arrayContaining(causes.filter((cause) => cause !== undefined)),
            )
            const isLost = name === 'never' && cannot !== undefined
            // What proves little is believed once the provider was asked.
            await expect
              .poll(async () => inPercent(await seen(another ?? made.order)), {
                ...{ message: `${id} ${name}`, timeout: PATIENCE },
              })
              .toMatchObject(isLost ? WAITS : (AFTER[name] ?? { none: name }))
            played.add(name)
          }),
        )
      }
      const chosen = providers.filter(({ id }) => some > SOME.length || SOME.includes(id))
      for (let at = 0; at < chosen.length; at += SOME.length) {
        await Promise.all(chosen.slice(at, at + SOME.length).map(play))
      }
      expect([...played].toSorted()).toEqual(Object.keys(AFTER).toSorted())
    },
  )

  it('that a provider has no word for is refused in words, and so is one that comes too late', async () => {
    const { order, act, post } = await sharedDemo()
    const { order: id } = await order({ provider: 'daraja' })
    expect(await post('acts', { act: 'refund', order: id, provider: 'daraja' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', detail: expect.stringContaining('M-Pesa') },
    })
    expect(await post('acts', { act: 'confirm', order: id, provider: 'daraja' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('escrow') },
    })
    await act('approve', id, 'daraja')
    expect(await post('acts', { act: 'late', order: id, provider: 'daraja' })).toMatchObject({
      status: 400,
      body: { detail: `${id} is paid already. Start a new order.` },
    })
    expect(await post('acts', { act: 'prompt', order: id, provider: 'paytm' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('INR') },
    })
  })

  it.skipIf(spawnSync('curl', ['--version']).status !== 0)(
    'can be sent again from a terminal as it is told, without any secret',
    async () => {
      const { order, act, seen } = await sharedDemo()
      const { order: id } = await order({ provider: 'stripe', currency: 'KES' })
      const { happened } = await act('twice', id, 'stripe')
      const curl = happened.findLast(({ lane }) => lane === 'provider')?.curl ?? ''
      expect(curl).not.toContain('Authorization')
      const { version } = await seen(id)
      const pasted = spawnSync('sh', ['-c', curl], { encoding: 'utf8' })
      expect(pasted.stdout).toContain('204 No Content')
      expect((await seen(id)).version).toBe(version)
    },
  )

  it('is told as it happens, what was before first, and nothing twice', async () => {
    const { url, order, act } = await sharedDemo()
    const { order: id } = await order({ provider: 'stripe' })
    const first = await act('prompt', id, 'stripe')
    const hear = async (headers: Record<string, string>, isEnough: (told: string) => boolean) => {
      const gone = new AbortController()
      const { body } = await fetch(`${url}/demo/events?order=${id}`, {
        headers,
        signal: gone.signal,
      })
      let told = ''
      for await (const chunk of body ?? []) {
        told += Buffer.from(chunk).toString()
        if (isEnough(told)) break
      }
      gone.abort()
      return [...told.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data).id)
    }
    const last = first.happened.at(-1)?.id ?? ''
    const told = await hear({}, (text) => text.includes(`id: ${last}\n`))
    expect(told.slice(-first.happened.length)).toEqual(first.happened.map((each) => each.id))

    const hearing = hear({ 'Last-Event-ID': last }, (text) => text.includes('version'))
    const { happened } = await act('approve', id, 'stripe')
    expect(happened.map((each) => each.id)).toEqual(expect.arrayContaining(await hearing))
  })
})

describe('an order on the stage', () => {
  it('is registered when the first visitor comes, and has a number that never was', async () => {
    const cwd = folder()
    const first = await demo(cwd)
    const { order: named } = await first.start()
    expect(first.said()).toContain(`/orders/${named}/updates`)
    expect(await first.seen(named)).toMatchObject({ code: 'order_unknown' })
    // It looks for one that runs, and is no visitor.
    await run(['serve', '--demo'], cwd, { PORT: first.port })

    const visits = [await first.order(), await first.order(), await first.order()]
    expect(visits[0]?.order).toBe(named)
    expect(await first.start()).toMatchObject({ order: null })
    const again = await first.post('orders', { order: named })
    expect(again).toMatchObject({ status: 200, body: { order: named } })
    await first.stop('SIGTERM')

    const second = await demo(cwd)
    visits.push(await second.order(), await second.order())
    const numbers = visits.map(({ order }) => Number(order.slice('DEMO-'.length)))
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at))
  })

  it('whose number somebody made up takes nobody’s: the next ones count on, and can be played', async () => {
    const cwd = folder()
    const first = await demo(cwd)
    const { order: named } = await first.order()
    const next = `DEMO-${Number(named.slice('DEMO-'.length)) + 1}`
    for (const order of ['DEMO-999999999999', 'DEMO-999999999', next]) await first.order({ order })
    const { order } = await first.order()
    expect(order).not.toBe(next)
    await first.act('approve', order, 'stripe')
    await first.stop('SIGTERM')

    const again = await (await demo(cwd)).order()
    expect([named, next, order, 'DEMO-999999999']).not.toContain(again.order)
    expect(again.order).toMatch(/^DEMO-\d{1,12}$/)
  })

  it('that the relay could not store is none: the page is told why', async () => {
    const cwd = folder()
    const { post } = await demo(cwd)
    for (const name of readdirSync(cwd)) rmSync(`${cwd}/${name}`)
    const { status, body } = await post('orders', {})
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'unavailable' })
    expect(body.detail).toMatch(/^The order could not be registered\. The relay answers 503: /)
  })
})

describe('the stage’s relay', () => {
  it('is killed and started again: what it acknowledged is there, and what it did not hear comes again', async () => {
    const { url, order, act, seen, page, relay, start, said } = await demo()
    const [paid, waiting] = [await order(), await order()]
    await act('approve', paid.order, 'stripe')
    const before = await seen(paid.order)
    const watching = await page(paid, 'aaaaaaaa')
    const { pid } = (await start()).relay

    expect(await relay('killed')).toEqual({ isRunning: false, pid: null })
    expect(isAlive(pid)).toBe(false)
    await watching.closed
    // As a dead server's.
    await expect(ask(`${url}/healthz`)).rejects.toThrow('fetch failed')
    await expect(ask(`${url}/line/aaaaaaaa/healthz`)).rejects.toThrow('fetch failed')
    const { happened } = await act('approve', waiting.order, 'stripe')
    expect(happened.at(-1)).not.toHaveProperty('answer')

    expect(await relay('running')).toMatchObject({ isRunning: true, pid: expect.any(Number) })
    expect(await seen(paid.order)).toEqual(before)
    await until(async () => (await seen(waiting.order)).status === 'succeeded')
    expect(said()).not.toMatch(/^\s+at |Error/m)
  })

  it('that cannot start says why, and starts once it can', async () => {
    const { url, relay, post } = await demo()
    const { port } = new URL((await ask(`${url}/console/api/start`)).body.relay)
    await relay('killed')
    const other = createServer().listen(Number(port), '127.0.0.1')
    await once(other, 'listening')
    const { status, body } = await post('relay', { state: 'running' })
    expect({ status, detail: body.detail }).toEqual({
      status: 503,
      detail: expect.stringContaining(`Another program has port ${port} now`),
    })
    other.close()
    await once(other, 'close')
    expect(await relay('running')).toMatchObject({ isRunning: true })
  })

  it('ends with the stage, however that ends, and the next one has the store at once', async () => {
    const cwd = folder()
    const first = await demo(cwd)
    const { order } = await first.order()
    await first.act('approve', order, 'stripe')
    await first.stop('SIGKILL')

    const second = await demo(cwd, { port: first.port })
    expect(await second.seen(order)).toMatchObject({ status: 'succeeded' })
    // Pages look on; and a terminal says it to all of its processes.
    await second.page(await second.order(), 'aaaaaaaa')
    const events = await fetch(`${second.url}/demo/events?order=${order}`)
    onTestFinished(() => events.body?.cancel().catch(() => {}))
    const { pid } = (await second.start()).relay
    const before = second.said()
    process.kill(pid, 'SIGINT')
    expect(await second.stop('SIGINT')).toBe(0)
    expect(isAlive(pid)).toBe(false)
    expect(second.said().slice(before.length).trim()).toBe('stopped')
    expect(existsSync(`${cwd}/payment-status-demo.db-wal`)).toBe(false)
  })
})

describe('a line', () => {
  it('is its page’s own: cut, it ends that page’s socket, and refuses another', async () => {
    const { url, order, page, network } = await sharedDemo()
    const made = await order()
    const [mine, yours] = [await page(made, 'aaaaaaaa'), await page(made, 'bbbbbbbb')]
    await network('aaaaaaaa', 'offline')
    await mine.closed
    await expect(ask(`${url}/line/aaaaaaaa/healthz`)).rejects.toThrow('fetch failed')
    expect(await yours.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
    expect(await ask(`${url}/line/bbbbbbbb/healthz`)).toMatchObject({ status: 200 })

    await network('aaaaaaaa', 'no sockets')
    expect(await ask(`${url}/line/aaaaaaaa/healthz`)).toMatchObject({ status: 200 })
    const refused = new Page(`${url.replace('http', 'ws')}/line/aaaaaaaa/ws`, {})
    await refused.closed
    expect(refused.unseen).toEqual([])
    await network('aaaaaaaa', 'open')
    await page(made, 'aaaaaaaa')
  })

  it('falls silent without a sign of it: nothing comes, nothing is closed, and all comes later', async () => {
    const { url, order, act, page, network } = await sharedDemo()
    const made = await order()
    const [mine, yours] = [await page(made, 'aaaaaaaa'), await page(made, 'bbbbbbbb')]
    await network('aaaaaaaa', 'silent')
    const asked = ask(`${url}/line/aaaaaaaa/orders/${made.order}`, { headers: bearer(made.token) })
    await act('approve', made.order, 'stripe')
    const update = await yours.next()
    expect(update).toMatchObject({ type: 'update', order: { status: 'succeeded' } })
    expect(mine.unseen).toEqual([])
    expect(mine.socket.readyState).toBe(mine.socket.OPEN)
    await network('aaaaaaaa', 'open')
    expect(await mine.next()).toEqual(update)
    expect(await asked).toMatchObject({ status: 200, body: { status: 'succeeded' } })
  })
})

describe('the stage', () => {
  const status = async (port: string, line: string, headers: Record<string, string>, body = '') => {
    const ends = { Connection: 'close', 'Content-Length': body.length }
    const wire = await Wire.to(port, wireSaid(line, { ...ends, ...headers }, body))
    await wire.hears('\r\n\r\n')
    wire.socket.destroy()
    return Number(/^HTTP\/1.1 (\d+)/.exec(wire.said)?.[1])
  }

  it('has no line, no act and no word for a page or a name that is not its own', async () => {
    const { port } = await sharedDemo()
    const lines = [
      ...['GET /line/aaaaaaaa/healthz', 'GET /demo/events?order=DEMO-1205', 'POST /demo/acts'],
      ...['POST /demo/network', 'POST /demo/relay', 'POST /demo/token'],
    ]
    for (const line of lines) {
      expect(await status(port, line, { Host: `evil.example:${port}` }, '{}')).toBe(403)
    }
    expect(await status(port, 'GET /line/aaaaaaaa/ws', { Host: 'evil.example', ...UPGRADE })).toBe(
      400,
    )
    const own = { Host: `localhost:${port}` }
    // Of what it only reads, into an image say, a browser names no origin.
    for (const foreign of [
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ]) {
      for (const line of lines.slice(1)) {
        expect(await status(port, line, { ...own, ...foreign }, '{}')).toBe(403)
      }
    }
  })

  const [address] = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map((each) => each.address)

  it.skipIf(address === undefined)(
    'answers to this machine’s addresses with --host, and then only to those',
    async () => {
      const inside = await sharedDemo()
      const Host = (port: string) => ({ Host: `${address}:${port}` })
      expect(await status(inside.port, 'GET /demo/start', Host(inside.port))).toBe(403)
      expect(await inside.start()).toMatchObject({ lan: null })

      const outside = await demo(folder(), { args: ['--host'] })
      expect(await status(outside.port, 'GET /demo/start', Host(outside.port))).toBe(200)
      expect(await status(outside.port, 'GET /demo/start', { Host: 'evil.example' })).toBe(403)
      const { lan } = await outside.start()
      expect(outside.said()).toContain(lan)
      expect((await ask(`${lan}/demo/start`)).status).toBe(200)
      // A page that was opened by that address may talk to its relay.
      const page = new Page(`${lan.replace('http', 'ws')}/line/aaaaaaaa/ws`, { origin: lan })
      expect(await page.next()).toMatchObject({ type: 'connected' })
      expect((await ask(`${lan}/console`)).status).toBe(403)
    },
  )

  it('reads no request of more than a megabyte', async () => {
    const { post } = await sharedDemo()
    const { status, body } = await post('token', { order: 'DEMO-1205', more: 'x'.repeat(1 << 20) })
    expect({ status, code: body.code }).toEqual({ status: 413, code: 'too_large' })
  })

  it('tells of what an order of many payments is answered no more than a page can show', async () => {
    const { order, act } = await sharedDemo()
    const made = await order()
    let last: Happening | undefined
    while (!last?.answer?.body.includes('more characters')) {
      const { happened } = await act('prompt', made.order, 'stripe')
      last = happened.find(({ lane }) => lane === 'shop')
    }
    expect(last.answer.body.length).toBeLessThan(17_000)
  })

  it('says --host only of the demo', async () => {
    expect(await run(['serve', '--host'], folder())).toMatchObject({ code: 64 })
  })
})
