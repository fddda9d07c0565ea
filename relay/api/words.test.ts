import { describe, expect, it } from 'vitest'
import { RelayError } from '../http/problem.ts'
import { startRelay } from '../testing/relay.ts'

const ORDER = '/orders/A-1'
const UPDATES = '/orders/A-1/updates'
const NOTIFY = '/customers/42/notifications'
const STATUSES =
  'one of pending, requires_action, processing, authorized, partially_paid, succeeded, failed, canceled, expired, partially_refunded, refunded, disputed'
const TIME = 'an RFC 3339 time from 1970 to 9999, such as 2026-11-21T08:30:00Z'
const CUSTOMER = 'text of at most 255 characters, or a whole number'
const ASKS = 'an object of lists, such as {"stripe":["pi_3QeF"]}'
const IDS = 'a list of at most 20 ids'
const SECONDS = 'whole seconds from 1 to 46656000'

/** What is sent, and all that is answered of it. */
const CASES: [method: string, path: string, body: unknown, detail: string | RegExp][] = [
  ['PUT', ORDER, { amont: 5 }, 'amont: is no field of this request; perhaps amount is meant.'],
  ['PUT', ORDER, { order_id: 'A-1' }, 'order_id: is no field of this request.'],
  [
    'PUT',
    ORDER,
    { curency: 'KES', expires_in: 5 },
    'curency: is no field of this request; perhaps currency is meant. ' +
      'expires_in: is no field of this request; perhaps expiresIn is meant.',
  ],
  ['PUT', ORDER, '{"__proto__":{"x":1}}', '__proto__: is no field of this request.'],
  [
    'PUT',
    ORDER,
    { currency: 'shilling' },
    'currency: must be an ISO 4217 code, such as KES, not "shilling".',
  ],
  ['PUT', ORDER, { currency: 404 }, 'currency: must be an ISO 4217 code, such as KES, not 404.'],
  [
    'PUT',
    ORDER,
    { flow: 'escro' },
    'flow: must be one of payment, escrow, not "escro"; perhaps escrow is meant.',
  ],
  ['PUT', ORDER, { test: 'yes' }, 'test: must be true or false, not "yes".'],
  ['PUT', ORDER, { merchant: 7 }, 'merchant: must be text, not 7.'],
  ['PUT', ORDER, { description: '' }, 'description: must not be empty.'],
  ['PUT', ORDER, { number: 'x'.repeat(101) }, 'number: must have at most 100 characters, not 101.'],
  [
    'PUT',
    ORDER,
    { customers: '42' },
    'customers: must be a list of at most 20 customers, not "42".',
  ],
  [
    'PUT',
    ORDER,
    { customers: Array(21).fill('a') },
    'customers: must be at most 20 customers, not 21.',
  ],
  ['PUT', ORDER, { customers: [4.2] }, `customers.0: must be ${CUSTOMER}, not 4.2.`],
  [
    'PUT',
    ORDER,
    { customers: [2 ** 53] },
    'customers.0: must be text: 9007199254740992 is too great to be told exactly as a number.',
  ],
  ['PUT', ORDER, { references: [null] }, 'references.0: must be text, not null.'],
  ['PUT', ORDER, { asks: ['pi_1'] }, `asks: must be ${ASKS}, not a list.`],
  ['PUT', ORDER, { asks: { stripe: 'pi_1' } }, `asks.stripe: must be ${IDS}, not "pi_1".`],
  [
    'PUT',
    ORDER,
    { asks: { strype: ['pi_1'] } },
    'asks.strype: is no field of this request; perhaps stripe is meant.',
  ],
  ['PUT', ORDER, { expiresAt: 'tomorrow' }, `expiresAt: must be ${TIME}, not "tomorrow".`],
  ['PUT', ORDER, { expiresAt: 1795249800000 }, `expiresAt: must be ${TIME}, not 1795249800000.`],
  [
    'PUT',
    ORDER,
    { expiresAt: '2026-02-31T00:00:00Z' },
    `expiresAt: must be ${TIME}, not "2026-02-31T00:00:00Z".`,
  ],
  ['PUT', ORDER, { expiresIn: 1.5 }, `expiresIn: must be ${SECONDS}, not 1.5.`],
  ['PUT', ORDER, { expiresIn: 0 }, `expiresIn: must be ${SECONDS}, not 0.`],
  ['PUT', ORDER, [], 'It must be a JSON object, not a list.'],
  ['PUT', ORDER, '"x"', 'It must be a JSON object, not "x".'],
  [
    'PUT',
    ORDER,
    'amount=500',
    'The body is not JSON: an object in braces, with names and texts in double quotes.',
  ],
  [
    'PUT',
    '/orders/-1',
    {},
    '"-1" cannot name an order: a letter or digit, then up to 127 of A-Z a-z 0-9 . _ : - can.',
  ],

  ['POST', UPDATES, {}, `status: is missing; ${STATUSES}.`],
  [
    'POST',
    UPDATES,
    { status: 'cancelled' },
    `status: must be ${STATUSES}, not "cancelled"; perhaps canceled is meant.`,
  ],
  ['POST', UPDATES, { status: null }, `status: must be ${STATUSES}, not null.`],
  [
    'POST',
    UPDATES,
    { status: 'partially_paid' },
    'amount: is missing; how much it is of an order that is partially_paid.',
  ],
  [
    'POST',
    UPDATES,
    { status: 'failed', reason: 'no money' },
    /^reason: must be one of insufficient_funds, .*, not "no money"\.$/,
  ],
  [
    'POST',
    UPDATES,
    { status: 'failed', reason: {} },
    /^reason\.code: is missing; one of insufficient_funds, /,
  ],
  [
    'POST',
    UPDATES,
    { status: 'failed', reason: { code: 'declined', msg: 'x' } },
    'reason.msg: is no field of this request.',
  ],
  [
    'POST',
    UPDATES,
    { status: 'requires_action', action: 'scan' },
    'action: must be an object, not "scan".',
  ],
  [
    'POST',
    UPDATES,
    { status: 'requires_action', action: { url: 'x' } },
    'action.type: is missing; one of approve_on_phone, approve_in_app, open_url, scan, pay_to. ' +
      'action.url: must be an address of at most 2048 characters, such as https://bank.example.com/3ds, not "x".',
  ],
  [
    'POST',
    UPDATES,
    { status: 'processing', confirmations: { count: -1 } },
    'confirmations.count: must be a whole number from 0, not -1. confirmations.required: is missing; a whole number from 0.',
  ],
  [
    'POST',
    UPDATES,
    { status: 'failed', occurredAt: '9999-12-31T23:59:59-23:59' },
    `occurredAt: must be ${TIME}, not "9999-12-31T23:59:59-23:59".`,
  ],
  [
    'POST',
    UPDATES,
    { status: 'failed', occurredAt: '2026-11-21T08:30:00+05' },
    `occurredAt: must be ${TIME}, not "2026-11-21T08:30:00+05".`,
  ],
  ['POST', UPDATES, { status: 'failed', final: 1 }, 'final: must be true or false, not 1.'],

  ['POST', '/tokens', {}, 'Name orders, a customer, or both.'],
  [
    'POST',
    '/tokens',
    { orders: 'A-1' },
    'orders: must be a list of at most 100 orders, not "A-1".',
  ],
  ['POST', '/tokens', { orders: [7] }, 'orders.0: must be the id of an order, not 7.'],
  ['POST', '/tokens', { customer: true }, `customer: must be ${CUSTOMER}, not true.`],
  [
    'POST',
    '/tokens',
    { customer: '42', ttl: '1h' },
    'ttl: must be a whole number of seconds, from 1, not "1h".',
  ],
  [
    'POST',
    '/tokens',
    { customer: '42', tll: 5 },
    'tll: is no field of this request; perhaps ttl is meant.',
  ],

  [
    'POST',
    NOTIFY,
    { type: 'shipping' },
    'title: is missing; text of at most 200 characters. message: is missing; text of at most 2000 characters.',
  ],
  [
    'POST',
    NOTIFY,
    { type: 'bill_generated', url: 'javascript:x' },
    'url: must begin with https://, http:// or /.',
  ],
  [
    'POST',
    NOTIFY,
    { type: 'bill_generated', data: 'x'.repeat(5_000) },
    'data: must be at most 4096 characters of JSON.',
  ],
  [
    'POST',
    `/customers/${'x'.repeat(256)}/notifications`,
    { type: 'bill_generated' },
    'customer: must have at most 255 characters, not 256.',
  ],

  ['GET', '/orders?status=paid', undefined, `status: must be ${STATUSES}, not "paid".`],
  ['GET', '/orders?registered=1', undefined, 'registered: must be one of true, false, not "1".'],
  [
    'GET',
    '/orders?limit=101',
    undefined,
    'limit: must be a whole number from 1 to 100, not "101".',
  ],
  [
    'GET',
    '/orders?limit=0x10',
    undefined,
    'limit: must be a whole number from 1 to 100, not "0x10".',
  ],
  [
    'GET',
    '/orders?before=A-1',
    undefined,
    'before: must be what the page before gave as next, not "A-1".',
  ],
  [
    'GET',
    '/orders?before=5.%00',
    undefined,
    'before: must be what the page before gave as next, not "5.\\u0000".',
  ],
  ['GET', '/orders?q=', undefined, 'q: must not be empty.'],
  ['GET', '/orders/A-1?wait=soon', undefined, 'wait: must be seconds, such as 25, not "soon".'],
  [
    'GET',
    '/orders?stauts=failed',
    undefined,
    'stauts: is no field of this request; perhaps status is meant.',
  ],
  ['GET', '/orders?__proto__=1', undefined, '__proto__: is no field of this request.'],
  ['GET', '/orders?status=failed&status=expired', undefined, 'status: say it once.'],
  [
    'GET',
    '/callbacks?state=unmached',
    undefined,
    'state: must be one of unmatched, unread, too_old, not "unmached"; perhaps unmatched is meant.',
  ],
  [
    'GET',
    '/callbacks?before=x',
    undefined,
    'before: must be the id of a callback, such as 17, not "x".',
  ],
  ['POST', '/poll', {}, 'frames: is missing; a list of frames, such as [{"type":"ping"}].'],
  ['POST', '/poll', { frames: 'x' }, 'frames: must be a list of at most 100 frames, not "x".'],
  ['POST', '/poll', { frames: [], wait: -1 }, 'wait: must be seconds, such as 25, not -1.'],
]

describe('what does not fit', () => {
  it.each(CASES)(
    'is told by name, with what would be right: %s %s %j',
    async (method, path, body, detail) => {
      const relay = await startRelay()
      await relay.register('A-1')
      const answer = await relay.merchant(method, path, body)
      expect(answer.status).toBe(400)
      expect(answer.body.detail).toEqual(
        typeof detail === 'string' ? detail : expect.stringMatching(detail),
      )
    },
  )

  it('is told ten times at most, however much of it there is', async () => {
    const relay = await startRelay()
    const { body } = await relay.merchant('PUT', ORDER, { references: Array(100).fill('') })
    expect(body.detail).toMatch(
      /^references\.0: must not be empty\. .*references\.9: must not be empty\. And 90 more of the kind\.$/,
    )
  })

  it('is thrown in the same words, with its code, where the relay is embedded', async () => {
    const { relay } = await startRelay()
    const status = 'paid' as 'pending'
    await expect(relay.update('A-1', { status })).rejects.toThrow(
      new RelayError('invalid_request', `status: must be ${STATUSES}, not "paid".`),
    )
    await expect(relay.update('../A', { status: 'failed' })).rejects.toMatchObject({
      code: 'invalid_order_id',
      message: expect.stringContaining('"../A" cannot name an order'),
    })
    await expect(relay.register('A-1', { amount: 10.5, currency: 'KES' })).rejects.toThrow(
      new RelayError(
        'invalid_request',
        'amount: must be whole minor units, such as 1050, or "10.50", not 10.5.',
      ),
    )
    await expect(relay.order('')).rejects.toMatchObject({ code: 'invalid_order_id' })
    await expect(relay.audience('-')).rejects.toMatchObject({ code: 'invalid_order_id' })
    const circle: { data?: unknown; type: string } = { type: 'bill_generated' }
    circle.data = circle
    for (const [to, message] of [
      [{ customer: '' }, { type: 'bill_generated' }],
      [{}, { type: 'bill_generated' }],
      ['42', { type: 'bill_generated' }],
      [{ customer: 42 }, undefined],
      [{ customer: 42 }, circle],
      [{ customer: 42 }, { type: 'shipping' }],
    ] as [{ customer: string }, { type: string }][]) {
      await expect(relay.notify(to, message)).rejects.toMatchObject({
        name: 'RelayError',
        code: 'invalid_request',
      })
    }
  })

  it('is not what an embedding shop leaves undefined, a date, or a long number of its database', async () => {
    const { relay } = await startRelay()
    const long = [42n, 2n ** 60n] as never
    const registered = await relay.register('A-1', {
      amount: 500n as never,
      currency: 'KES',
      customers: long,
    })
    await relay.notify({ customer: 42n as never }, { type: 'bill_generated' })
    expect(registered.order).toMatchObject({
      amount: 500,
      customers: ['42', '1152921504606846976'],
    })
    const occurredAt = new Date('2026-11-21T08:30:00Z') as unknown as string
    const { order } = await relay.update('A-1', {
      ...{ status: 'succeeded', receipt: undefined as never },
      occurredAt,
    })
    expect(order.payments).toMatchObject([
      { receipt: null, occurredAt: '2026-11-21T08:30:00.000Z' },
    ])
  })
})
