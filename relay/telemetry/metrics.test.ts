import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Environment } from '../config/config.ts'
import { memoryStore } from '../store/memory.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { intent, stripePaid, stripeSays } from '../testing/callbacks.ts'
import { ask, bearer, until } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { atRest, startRelay, type TestRelay } from '../testing/relay.ts'
import { standIn } from '../testing/stand-in.ts'
import { countIn } from './counts.ts'
import { ASK_OUTCOMES, type Happening } from './happening.ts'
import { createMetrics } from './metrics.ts'

const METRICS_TOKEN = 'metrics-token-0123456789'

const scrape = (relay: TestRelay, token = METRICS_TOKEN) =>
  ask(`${relay.url}/metrics`, { headers: bearer(token) })

/** By series: `name{label="…"}`. */
async function scraped(relay: TestRelay): Promise<Record<string, number>> {
  const { body } = await scrape(relay)
  const lines: string[] = body.split('\n').filter((line: string) => /^[^#]/.test(line))
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at).replace(/^payment_status_/, ''), Number(line.slice(at))]
    }),
  )
}

const started = (env: Environment = {}, parts = {}) => startRelay({ METRICS_TOKEN, ...env }, parts)

/** Of a file, until the test ends. */
function file() {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return sqliteStore(join(folder, 'relay.db'))
}

describe('GET /metrics', () => {
  it('is not there without METRICS_TOKEN', async () => {
    const relay = await startRelay()
    expect(await scrape(relay)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it('is for whoever has the token, and for nobody else, not even an API key', async () => {
    const relay = await started()
    for (const token of [
      '',
      METRICS_TOKEN.slice(1),
      `${METRICS_TOKEN}0`,
      'merchant-0123456789abcdef',
    ]) {
      expect(await scrape(relay, token)).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' },
      })
    }
    const { status, headers } = await scrape(relay)
    expect(status).toBe(200)
    expect(headers.get('Content-Type')).toMatch(/^text\/plain; version=/)
    expect(headers.get('Cache-Control')).toBe('no-store')
  })

  it('opens nothing else with its token', async () => {
    const relay = await started()
    const { status } = await ask(`${relay.url}/orders`, { headers: bearer(METRICS_TOKEN) })
    expect(status).toBe(401)
  })
})

describe('the metrics', () => {
  it('count callbacks by provider and outcome, and why they led to nothing', async () => {
    const relay = await started()
    const paid = stripePaid('A-1')
    const stray = stripeSays('payment_intent.succeeded', {
      ...intent('A-2', 'succeeded'),
      metadata: {},
    })
    const all = [paid, paid, stray, stripeSays('customer.created', {}), { headers: {}, body: '' }]
    for (const each of all) await relay.callback('stripe', each)
    const series = await scraped(relay)
    const count = (outcome: string, reason = '', provider = 'stripe') =>
      series[`callbacks_total{provider="${provider}",outcome="${outcome}",reason="${reason}"}`]
    expect(count('applied')).toBe(1)
    expect(count('repeated')).toBe(1)
    expect(count('silent')).toBe(1)
    expect(count('kept', 'no_order')).toBe(1)
    expect(count('refused', 'missing')).toBe(1)
    // What has not happened is there as well: an alert cannot see a series begin.
    expect(count('refused', 'mismatch', 'razorpay')).toBe(0)
    expect(series.callback_to_page_seconds_count).toBe(1)
    expect(series['kept{state="unmatched",code="no_order"}']).toBe(1)
    expect(series['orders_changed_total{status="succeeded",by="provider"}']).toBe(1)
  })

  it('count who is connected, what they were told, and how they left', async () => {
    const relay = await started()
    const { token, order } = await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-1'))
    const known = { id: 'A-1', epoch: order.epoch, version: 1 }
    const poll = relay.poll({ wait: 30, frames: [subscribe(token, known)] })
    await until(async () => (await scraped(relay)).polls_held === 1)
    await relay.update('A-1', { status: 'processing' })
    await Promise.all([page.next(), poll])
    page.say({ type: 'ack', orders: { 'A-1': 2 }, notifications: [] })
    await page.ask({ type: 'ping' })
    const during = await scraped(relay)
    expect(during).toMatchObject({ sockets: 1, subscriptions: 1, updates_told_total: 2 })
    expect(during).toMatchObject({ acknowledged_total: 1, sockets_opened_total: 1 })
    page.socket.close(1001)
    await until(async () => (await scraped(relay)).sockets === 0)
    await relay.dial({ origin: 'https://shop.example' }).closed
    expect(await scraped(relay)).toMatchObject({
      'sockets_closed_total{code="1001"}': 1,
      'sockets_closed_total{code="4403"}': 1,
      'refusals_total{reason="origin"}': 1,
      subscriptions: 0,
    })
  })

  it('tell what waits and for how long, how large the store is, and what a commit takes', async () => {
    const relay = await started(
      {
        WEBHOOK_URL: 'http://127.0.0.1:9',
        WEBHOOK_SECRET: `whsec_${Buffer.alloc(24).toString('base64')}`,
      },
      { store: file() },
    )
    await relay.update('A-1', { status: 'succeeded' })
    relay.advance(5_000)
    const series = await scraped(relay)
    expect(series['outbox{lane="webhook"}']).toBe(1)
    expect(series['outbox_oldest_age_seconds{lane="webhook"}']).toBeGreaterThanOrEqual(5)
    expect(series['kept_oldest_age_seconds{state="unmatched",code="no_order"}']).toBe(0)
    expect(series.store_bytes).toBeGreaterThan(10_000)
    expect(series.commit_seconds_count).toBeGreaterThan(0)
    expect(series.commit_steps_count).toBe(series.commit_seconds_count)
    expect(series.process_resident_memory_bytes).toBeGreaterThan(0)
    expect(Object.keys(series)).toContain('nodejs_eventloop_lag_p99_seconds')
  })

  it('count what providers were asked, what waits for that and how late, and whom it found', async () => {
    let isPaid = false
    const api = await standIn((_, response) => {
      if (isPaid) return intent('A1', 'succeeded')
      response.statusCode = 401
      return {}
    })
    const relay = await started({ ASK_STRIPE: 'rk_live_aKey', ASK_STRIPE_HOST: api.base })
    const count = async (outcome: string) =>
      (await scraped(relay))[`asks_total{provider="stripe",outcome="${outcome}"}`]
    expect(await scraped(relay)).toMatchObject({
      'ask_seconds_count{provider="stripe"}': 0,
      'ask_settled_total{provider="stripe"}': 0,
      'asks_waiting{provider="stripe"}': 0,
      'provider_reachable{provider="stripe"}': 1,
    })
    // What was not asked is there as well, and a provider that is not asked is not.
    for (const outcome of ASK_OUTCOMES) expect(await count(outcome)).toBe(0)
    expect(await scraped(relay)).not.toHaveProperty('provider_reachable{provider="razorpay"}')

    await relay.register('A1', { asks: { stripe: ['pi_A1'] }, amount: 5000, currency: 'EUR' })
    for (const [outcome, order] of [
      ['refused', 'W1'],
      ['answered', 'W2'],
    ] as const) {
      isPaid = outcome === 'answered'
      relay.advance(6 * 60_000)
      // Who registers an order wakes whoever asks.
      await relay.register(order)
      await until(async () => (await count(outcome)) === 1)
    }
    await until(async () => (await relay.seen('A1')).status === 'succeeded')
    expect(await scraped(relay)).toMatchObject({
      'ask_seconds_count{provider="stripe"}': 2,
      'ask_settled_total{provider="stripe"}': 1,
    })
  })

  it('tell how many orders wait to be asked about, and for how long the longest is due', async () => {
    const [store, clock] = [memoryStore(), atRest()]
    const relay = await started(
      { ASK_STRIPE: 'rk_live_aKey', ASK_STRIPE_HOST: 'http://127.0.0.1:9' },
      { store, ...clock },
    )
    for (const id of ['A1', 'A2']) await relay.register(id, { asks: { stripe: [`pi_${id}`] } })
    expect(await scraped(relay)).toMatchObject({
      'asks_waiting{provider="stripe"}': 2,
      'asks_late_seconds{provider="stripe"}': 0,
    })
    const due = (await store.figures()).asks.get('stripe')?.since ?? 0
    relay.advance(due - clock.now() + 90_000)
    const { 'asks_late_seconds{provider="stripe"}': late } = await scraped(relay)
    expect(Math.round(late ?? 0)).toBe(90)
  })

  it('tell which provider does not answer, until it does', async () => {
    const metrics = createMetrics()
    const count = countIn(metrics)
    const about = { provider: 'daraja' }
    const reachable = async () => (await metrics.providerReachable.get()).values[0]?.value
    count({ type: 'provider_unreachable', ...about, why: '502' })
    expect(await reachable()).toBe(0)
    count({ type: 'provider_reachable', ...about })
    expect(await reachable()).toBe(1)
  })

  it('ask the store no more often than once in three seconds', async () => {
    let asked = 0
    const store = memoryStore()
    const figures = () => {
      asked++
      return store.figures()
    }
    const relay = await started({}, { store: { ...store, epoch: store.epoch, figures } })
    for (let times = 0; times < 5; times++) await scraped(relay)
    expect(asked).toBe(1)
    relay.advance(3_000)
    await scraped(relay)
    expect(asked).toBe(2)
  })

  it('are told also while the store cannot be read', async () => {
    const store = memoryStore()
    const figures = () => Promise.reject(new Error('disk full'))
    const relay = await started({}, { store: { ...store, epoch: store.epoch, figures } })
    expect(await scraped(relay)).toMatchObject({ sockets: 0 })
  })
})

describe('a label', () => {
  it('is a word of a closed list, whatever is told', async () => {
    const metrics = createMetrics()
    const count = countIn(metrics)
    const word = 'strange-0123456789'
    const told: Happening[] = [
      { type: 'callback_refused', provider: word, why: 'missing', address: word },
      { type: 'callback_kept', provider: word, state: word, code: word, callback: word },
      { type: 'callback_not_stored', provider: word, lacks: 'store', err: word },
      {
        ...{ type: 'callback_accepted', provider: word, outcome: 'applied' },
        ...{ events: 1, orders: [word], ms: 1 },
      },
      { type: 'order_changed', order: word, from: word, to: word, version: 1, by: word },
      { type: 'origin_refused', origin: word, over: 'poll', address: word },
      { type: 'request_refused', code: word, address: word, request: word, setting: 'API_KEYS' },
      { type: 'subscription_refused', connection: word, code: word, order: word },
      { type: 'closed', connection: word, code: 4999, by: 'page' },
      { type: 'delivered', lane: word, to: word, order: word },
      { type: 'not_delivered', lane: word, to: word, order: word, why: word, next: word },
      { type: 'given_up', lane: word, to: word, order: word, why: word },
      {
        ...{ type: 'asked', provider: word, order: word, outcome: 'refused', by: 'page' },
        ...{ exchanges: [], why: word, ms: 1, late: 0 },
      },
      { type: 'ask_settled', provider: word, order: word },
      { type: 'provider_unreachable', provider: word, why: word },
      { type: 'told', order: word, version: 1, pages: 1 },
      { type: 'acknowledged', connection: word, order: word, version: 1 },
    ]
    for (const happening of told) count(happening)
    const text = await metrics.text()
    expect(text).not.toContain(word)
    expect(text).toContain('payment_status_sockets_closed_total{code="other"} 1')
    expect(text).toContain('payment_status_orders_changed_total{status="other",by="other"} 1')
    expect(text).toContain('payment_status_deliveries_total{lane="other",outcome="given_up"} 1')
  })
})
