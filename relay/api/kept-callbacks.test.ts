import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { evidenceOf } from '../callbacks/evidence.ts'
import { sqliteStore } from '../store/sqlite.ts'
import {
  darajaPath,
  darajaSays,
  intent,
  razorpayPaid,
  SECRETS,
  standardPaid,
  stripePaid,
  stripeSays,
  stripeSigned,
  type Callback,
} from '../testing/callbacks.ts'
import { API_KEY, ask, bearer, type Answer } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'

const DAY = 86_400_000

const told = ({ status, body }: Answer) => ({ status, code: body.code })

const kept = async (relay: TestRelay, query = '') =>
  (await relay.merchant('GET', `/callbacks${query}`)).body

const onlyKept = async (relay: TestRelay) => {
  const { callbacks } = await kept(relay)
  expect(callbacks).toHaveLength(1)
  return callbacks[0]
}

const replay = (relay: TestRelay, id: string) => relay.merchant('POST', `/callbacks/${id}/replay`)

const eventOf = ({ body }: { body: string }) => JSON.parse(body).id

/** A payment of which Stripe does not say for which order. */
const nobodys = (id: string, more: object = {}): Callback => {
  const object = { ...intent('', 'succeeded'), id, metadata: {}, ...more }
  return stripeSays('payment_intent.succeeded', object, { id: `evt_${id}` })
}

/** Bytes that are no text, signed as Stripe does. */
function stripeBytes(relay: TestRelay, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  const at = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', SECRETS.stripe).update(`${at}.`).update(body).digest('hex')
  return fetch(`${relay.url}/callbacks/stripe`, {
    method: 'POST',
    headers: { 'Stripe-Signature': `t=${at},v1=${signature}` },
    body,
  })
}

const ACCEPTED = { status: 200, body: { ResultCode: 0, ResultDesc: 'Accepted' } }

describe('GET /callbacks', () => {
  it('lists what led to nothing, and why, newest first', async () => {
    const relay = await startRelay()
    await relay.register('ORD-1', { amount: 5000, currency: 'KES', references: ['ws_1'] })
    const nobodysAsSent = nobodys('pi_1')
    const acknowledged = [
      await relay.callback('stripe', nobodysAsSent),
      await relay.callback('standard-webhooks', standardPaid('../etc')),
      await relay.callback('razorpay', razorpayPaid('A-1', Date.now() - 31 * DAY)),
      await relay.callback('stripe', { headers: stripeSigned('no JSON'), body: 'no JSON' }),
      await relay.callback('stripe', stripeSays('payment_intent.succeeded', { id: 7 })),
    ]
    for (const { status, body } of acknowledged) {
      expect({ status, body }).toEqual({ status: 204, body: undefined })
    }
    // Each provider is answered as it expects.
    expect(await relay.callback(darajaPath('ORD-1'), darajaSays('ws_2', 0))).toMatchObject(ACCEPTED)
    expect(await relay.callback(darajaPath(), { headers: {}, body: '<xml/>' })).toMatchObject(
      ACCEPTED,
    )
    const bytes = Uint8Array.of(0x7b, 0xff, 0x7d)
    expect((await stripeBytes(relay, bytes)).status).toBe(204)

    const { callbacks, next } = await kept(relay)
    const view = callbacks.map((each: any) => [each.provider, each.state, each.code, each.order])
    expect(view).toEqual([
      ['stripe', 'unread', 'not_utf8', null],
      ['daraja', 'unread', 'not_json', null],
      ['daraja', 'unmatched', 'other_payment', 'ORD-1'],
      ['stripe', 'unread', 'not_understood', null],
      ['stripe', 'unread', 'not_json', null],
      ['razorpay', 'too_old', 'too_old', 'A-1'],
      // What cannot be an order’s id is only mentioned.
      ['standard-webhooks', 'unmatched', 'no_order', null],
      ['stripe', 'unmatched', 'no_order', null],
    ])
    expect(next).toBeNull()
    expect(callbacks[7]).toEqual({
      id: expect.stringMatching(/^\d+$/),
      provider: 'stripe',
      state: 'unmatched',
      code: 'no_order',
      order: null,
      receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      body: nobodysAsSent.body,
    })
    expect(callbacks[4].body).toBe('no JSON')
  })

  it('lists nothing that led somewhere, or is none of our business; and nothing twice', async () => {
    const relay = await startRelay()
    const callback = nobodys('pi_1')
    await relay.callback('stripe', stripePaid('A-1'))
    await relay.callback('stripe', stripeSays('customer.created', { id: 'x_1' }))
    await relay.callback('stripe', { ...callback, headers: {} })
    expect((await kept(relay)).callbacks).toEqual([])
    for (let times = 0; times < 3; times++) await relay.callback('stripe', callback)
    await onlyKept(relay)
  })

  it('shows a body as it came, numbers of any length too', async () => {
    const relay = await startRelay()
    const body = '{ "id": 12345678901234567890,  "amount": 1.50, "note": "\\u00e9" }'
    await relay.callback('stripe', { headers: stripeSigned(body), body })
    expect((await onlyKept(relay)).body).toBe(body)
  })

  it('shows no personal data', async () => {
    const relay = await startRelay()
    await relay.register('ORD-1', { references: ['ws_1'] })
    const personal = {
      receipt_email: 'amina@example.com',
      description: 'for amina@example.com',
      shipping: { name: 'Amina Otieno', phone: '+254708374149', address: { line1: '12 Moi Ave' } },
    }
    await relay.callback('stripe', nobodys('pi_1', personal))
    await relay.callback('stripe', stripeSays('payment_intent.succeeded', { id: 7, ...personal }))
    const body = 'email=amina@example.com&phone=+254708374149'
    await relay.callback('stripe', { headers: stripeSigned(body), body })
    const { headers, body: said } = darajaSays('ws_2', 0)
    const phone = said.replace('"Item":[', '"Item":[{"Name":"PhoneNumber","Value":254708374149},')
    expect(phone).toContain('254708374149')
    await relay.callback(darajaPath('ORD-1'), { headers, body: phone })

    const { callbacks } = await kept(relay)
    expect(callbacks).toHaveLength(4)
    const text = JSON.stringify(callbacks)
    for (const secret of ['amina', 'Amina', '254708374149', '12 Moi', 'v1=', SECRETS.stripe]) {
      expect(text).not.toContain(secret)
    }
    // What names the payment stays.
    for (const id of ['pi_1', 'ws_2', 'NLJ7RT61SV']) expect(text).toContain(id)
  })

  it('is read page by page, of one state or of all', async () => {
    const relay = await startRelay()
    for (let each = 0; each < 5; each++) await relay.callback('stripe', nobodys(`pi_${each}`))
    await relay.callback('stripe', { headers: stripeSigned('x'), body: 'x' })
    await relay.callback('stripe', nobodys('pi_5'))

    const pages: string[][] = []
    let before = ''
    do {
      const { callbacks, next } = await kept(relay, `?state=unmatched&limit=2${before}`)
      pages.push(callbacks.map(eventOf))
      before = next === null ? '' : `&before=${next}`
    } while (before)
    expect(pages).toEqual([
      ['evt_pi_5', 'evt_pi_4'],
      ['evt_pi_3', 'evt_pi_2'],
      ['evt_pi_1', 'evt_pi_0'],
    ])
    expect((await kept(relay, '?state=unread')).callbacks).toMatchObject([{ code: 'not_json' }])
    expect(await kept(relay, '?state=too_old')).toEqual({ callbacks: [], next: null })
    expect((await kept(relay, '?limit=100')).callbacks).toHaveLength(7)
    expect(await kept(relay, '?before=0')).toEqual({ callbacks: [], next: null })
  })

  it.each([
    ['state', 'new'],
    ['state', ''],
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '1.5'],
    ['limit', 'ten'],
    ['before', 'x'],
    ['before', '-1'],
    ['before', ''],
    ['page', '2'],
  ])('refuses ?%s=%s, and names it', async (name, value) => {
    const relay = await startRelay()
    const answer = await relay.merchant('GET', `/callbacks?${name}=${value}`)
    expect(told(answer)).toEqual({ status: 400, code: 'invalid_request' })
    expect(answer.body.detail).toContain(`${name}: `)
  })

  it('is the merchant’s alone; so is trying again', async () => {
    const relay = await startRelay()
    await relay.callback('razorpay', razorpayPaid('A-1', Date.now() - 31 * DAY))
    const { id } = await onlyKept(relay)
    const staff = await relay.token({ orders: ['*'] })
    for (const headers of [{}, bearer('nonsense'), bearer(staff)]) {
      for (const [method, path] of [
        ['GET', '/callbacks'],
        ['POST', `/callbacks/${id}/replay`],
      ] as const) {
        const answer = await ask(relay.url + path, { method, headers })
        expect(told(answer)).toEqual({ status: 401, code: 'unauthorized' })
      }
    }
    await onlyKept(relay)
  })
})

describe('a callback that is kept', () => {
  it('is applied as soon as the merchant registers its reference, and no longer listed', async () => {
    const relay = await startRelay()
    const token = await relay.token({ orders: ['A-1'] })
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-1'))
    await relay.callback('stripe', nobodys('pi_1'))
    await relay.callback('stripe', nobodys('pi_2'))
    const { order } = await relay.register('A-1', {
      amount: 5000,
      currency: 'EUR',
      references: ['pi_1'],
    })
    expect(order).toMatchObject({ status: 'succeeded', amountReceived: 5000 })
    expect(await page.next()).toMatchObject({ type: 'update', order: { status: 'succeeded' } })
    expect(eventOf(await onlyKept(relay))).toBe('evt_pi_2')
  })

  it('is applied as soon as the merchant tells of its payment', async () => {
    const relay = await startRelay()
    await relay.register('ORD-1', { amount: 5000, currency: 'KES', references: ['ws_1'] })
    await relay.callback(darajaPath('ORD-1'), darajaSays('ws_2', 0))
    expect(await onlyKept(relay)).toMatchObject({ code: 'other_payment' })
    const prompt = { status: 'requires_action', payment: 'ws_2', provider: 'daraja' }
    expect((await relay.update('ORD-1', prompt)).order.status).toBe('succeeded')
    expect((await kept(relay)).callbacks).toEqual([])
  })

  it('outlives the relay', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kept-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'relay.db')
    const file = sqliteStore(path)
    let closed: Promise<void> | undefined
    // By the test, and by the end of it.
    const store = { ...file, epoch: file.epoch, close: () => (closed ??= file.close()) }
    const before = await startRelay({}, { store })
    await before.callback('stripe', nobodys('pi_1'))
    const listed = await onlyKept(before)
    await before.relay.close()

    const relay = await startRelay({}, { store: sqliteStore(path) })
    expect(await onlyKept(relay)).toEqual(listed)
    for (const id of ['0', '999999999999999', '9'.repeat(400)]) {
      expect(told(await replay(relay, id))).toEqual({ status: 404, code: 'callback_unknown' })
    }
    expect((await replay(relay, listed.id)).body).toMatchObject({ applied: false })
    await relay.register('A-1', { references: ['pi_1'] })
    expect((await kept(relay)).callbacks).toEqual([])
  })
})

describe('POST /callbacks/:id/replay', () => {
  it('lets the merchant vouch for what is too old, and tells who waits', async () => {
    const relay = await startRelay()
    await relay.callback('razorpay', razorpayPaid('A-1', Date.now() - 31 * DAY))
    const page = await relay.connect()
    await page.ask(subscribe(await relay.token({ orders: ['A-1'] }), 'A-1'))
    const { id } = await onlyKept(relay)
    expect(await replay(relay, id)).toMatchObject({
      status: 200,
      body: { applied: true, orders: ['A-1'], callback: null },
    })
    expect(await page.next()).toMatchObject({
      type: 'update',
      order: { id: 'A-1', status: 'succeeded', amountReceived: 5000 },
    })
    expect((await kept(relay)).callbacks).toEqual([])
    expect(told(await replay(relay, id))).toEqual({ status: 404, code: 'callback_unknown' })
  })

  it.each<[why: string, callback: Callback]>([
    ['names no order', nobodys('pi_1')],
    ['is not understood', stripeSays('payment_intent.succeeded', { id: 7 })],
    ['is not JSON', { headers: stripeSigned('x'), body: 'x' }],
  ])('leaves as it was what still %s', async (_, callback) => {
    const relay = await startRelay()
    await relay.callback('stripe', callback)
    const listed = await onlyKept(relay)
    for (let times = 0; times < 2; times++) {
      const { status, body } = await replay(relay, listed.id)
      expect({ status, body }).toEqual({
        status: 200,
        body: { applied: false, orders: [], callback: listed },
      })
    }
    expect(await onlyKept(relay)).toEqual(listed)
  })

  it('reads again what was no text, as far as it is', async () => {
    const relay = await startRelay()
    const { body } = stripePaid('A-1')
    const bytes = Buffer.from(body.replace('"currency"', '"note":"Zo\u00ff","currency"'), 'latin1')
    expect((await stripeBytes(relay, Uint8Array.from(bytes))).status).toBe(204)
    const { id, code } = await onlyKept(relay)
    expect(code).toBe('not_utf8')
    expect((await replay(relay, id)).body).toEqual({
      applied: true,
      orders: ['A-1'],
      callback: null,
    })
    expect((await relay.merchant('GET', '/orders/A-1')).body).toMatchObject({
      status: 'succeeded',
      amountReceived: 5000,
    })
  })

  it('knows only what is kept', async () => {
    const relay = await startRelay()
    for (const id of ['0', '7', '9'.repeat(400)]) {
      expect(told(await replay(relay, id))).toEqual({ status: 404, code: 'callback_unknown' })
    }
  })

  it('is answered once more where it is sent again with its Idempotency-Key', async () => {
    const relay = await startRelay()
    await relay.callback('razorpay', razorpayPaid('A-1', Date.now() - 31 * DAY))
    const { id } = await onlyKept(relay)
    const headers = { ...bearer(API_KEY), 'Idempotency-Key': 'k-1' }
    const send = () => ask(`${relay.url}/callbacks/${id}/replay`, { method: 'POST', headers })
    const first = await send()
    const again = await send()
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual({ applied: true, orders: ['A-1'], callback: null })
    expect(again.headers.get('Idempotent-Replayed')).toBe('true')
  })

  it('is no provider’s address, and no provider’s address is it', async () => {
    const relay = await startRelay()
    const { headers } = nobodys('pi_1')
    const idempotent = { 'Idempotency-Key': 'k' }
    // A provider's callback, whatever follows its name.
    expect((await relay.callback('stripe/replay', stripePaid('A-1'))).status).toBe(204)
    expect(
      told(await relay.callback('stripe/replay', { headers: idempotent, body: '{}' })),
    ).toEqual({ status: 401, code: 'not_verified' })
    for (const path of ['replay', 'replay/replay', '7', '7/x', 'x/replay']) {
      const { status } = await relay.callback(path, { headers, body: '{}' })
      expect(status).toBe(404)
    }
    await relay.register('ORD-1', { amount: 5000, currency: 'KES' })
    const callback = darajaSays('ws_1', 0)
    expect(
      await relay.callback(darajaPath('ORD-1'), {
        ...callback,
        headers: { ...callback.headers, ...idempotent },
      }),
    ).toMatchObject(ACCEPTED)
    expect((await relay.merchant('GET', '/orders/ORD-1')).body.status).toBe('succeeded')
  })

  it('is found below PUBLIC_URL’s path, too', async () => {
    const relay = await startRelay({ PUBLIC_URL: 'https://shop.example.com/pay' })
    await relay.callback('razorpay', razorpayPaid('A-1', Date.now() - 31 * DAY))
    const { body } = await relay.merchant('GET', '/pay/callbacks')
    const path = `/pay/callbacks/${body.callbacks[0].id}/replay`
    expect((await relay.merchant('POST', path)).body).toMatchObject({ applied: true })
  })
})

describe('of a callback’s headers', () => {
  const kept = (...names: string[]) => {
    const headers = new Headers(names.map((name) => [name, 'x']))
    return Object.keys(evidenceOf({ url: '', headers, body: new Uint8Array() }, '').headers).sort()
  }

  it('those are kept that name the event', () => {
    const names = [
      ...['svix-id', 'webhook-id', 'x-acme-event-id', 'x-delivery-id', 'x-event-name'],
      ...['x-notification-type', 'x-shopify-topic'],
    ]
    expect(kept(...names)).toEqual(names.toSorted())
  })

  it('those are not that name a key, a session, or who signed', () => {
    const names = [
      ...['content-type', 'x-api-key-id', 'x-session-id', 'x-request-id', 'x-client-id'],
      ...['webhook-signature', 'x-webhook-secret-id', 'x-myevent-id', 'x-event'],
    ]
    expect(kept(...names)).toEqual([])
  })
})
