import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { API_KEY, bearer } from '../testing/client.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'

/** As JSON: what may stand where something else is expected. */
const VALUES: readonly string[] = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1', '0.1', '1.0', '1e3', '5000.00', '-1e-7'],
  ...['1e308', '1e999', '-1e999', '9007199254740991', '9007199254740992', '9007199254740993'],
  ...['1'.repeat(400), '""', '" "', '"x"', '"A-1"', '"0"', '"-5.00"', '"5000.00"', '"1e3"'],
  ...[`5.${'0'.repeat(200_000)}`, `5${'0'.repeat(200_000)}e-200000`],
  ...['"\\u0000"', '"\\ud83d"', '"\\ufeff"', '"\\u202e"', '"../../etc/passwd"', '"__proto__"'],
  ...['"constructor"', '"hasOwnProperty"', '"toString"', '"Infinity"', '"\'; DROP--"'],
  ...[`"${'9'.repeat(400)}.00"`, `"${'x'.repeat(100_000)}"`, `"${'é'.repeat(300)}"`],
  ...['"0000-01-01T00:00:00Z"', '"9999-12-31T23:59:59Z"', '"9999-12-31T23:59:59-23:59"'],
  ...['"2026-02-31T00:00:00Z"', '"2026-11-21T08:30:00+05"', '"2026-11-21 08:30:00Z"'],
  ...['"+010000-01-01T00:00:00Z"', '"2026-13-01T00:00:00Z"', '"1969-12-31T23:59:59Z"'],
  ...['[]', '{}', '[null]', '[[]]', '[{}]', '["x"]', '["__proto__"]', '{"__proto__":{"x":1}}'],
  ...['{"constructor":{"prototype":{}}}', '{"length":-1}', '{"toString":1}', '{"toJSON":1}'],
  ...['{"code":"__proto__"}', '{"type":"constructor"}', '{"count":1e308,"required":-1}'],
  ...[`${'['.repeat(5_000)}${']'.repeat(5_000)}`, `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
  ...[
    `[${'"x",'.repeat(20_000)}"x"]`,
    `{${Array.from({ length: 5_000 }, (_, at) => `"f${at}":1`).join()}}`,
  ],
]

type Shape = [method: string, path: string, body: Record<string, unknown>, ...fields: string[]]

const REQUESTS: readonly Shape[] = [
  [
    'PUT',
    '/orders/A-1',
    { amount: 500, currency: 'KES' },
    ...['amount', 'currency', 'flow', 'test', 'merchant', 'description', 'number', 'customers'],
    ...['references', 'asks', 'expiresAt', 'expiresIn', '__proto__', 'constructor'],
  ],
  [
    'POST',
    '/orders/A-1/updates',
    { status: 'processing' },
    ...['status', 'payment', 'provider', 'amount', 'currency', 'receipt', 'reason', 'action'],
    ...['confirmations', 'expiresIn', 'occurredAt', 'final', '__proto__', 'toString'],
  ],
  ['POST', '/tokens', { orders: ['A-1'] }, 'orders', 'customer', 'ttl', '__proto__'],
  [
    'POST',
    '/customers/42/notifications',
    { type: 'shipping', title: 'On its way', message: 'It left us today.' },
    ...['type', 'title', 'message', 'tone', 'url', 'data', '__proto__'],
  ],
  ['POST', '/orders/A-1/notifications', { type: 'bill_generated' }, 'type', 'title', 'data'],
  ['POST', '/poll', { frames: [] }, 'wait', 'frames', '__proto__'],
]

/** In a path or a query. */
const TEXTS: readonly string[] = [
  ...['', ' ', '%', '%00', '%E0%A4%A', '%ud83d', '__proto__', 'constructor', '-1', '0', '1.5'],
  ...[
    '1e999',
    '9'.repeat(400),
    '99999999999999999999',
    'x'.repeat(5_000),
    '..%2f..%2fetc',
    '%2e%2e',
  ],
  ...['true', 'null', "'%20OR%201=1--", '%F0%9F%98%80', 'a%0d%0ab', '5.%00'],
]

const PATHS: readonly [method: string, path: (text: string) => string][] = [
  ['GET', (text) => `/orders/${text}`],
  ['PUT', (text) => `/orders/${text}`],
  ['POST', (text) => `/orders/${text}/updates`],
  ['GET', (text) => `/orders/${text}/audience`],
  ['POST', (text) => `/orders/${text}/notifications`],
  ['POST', (text) => `/customers/${text}/notifications`],
  ['POST', (text) => `/callbacks/${text}/replay`],
  ['GET', (text) => `/orders/A-1?wait=${text}`],
  ...['registered', 'status', 'customer', 'q', 'limit', 'before', '__proto__'].map(
    (name): [string, (text: string) => string] => ['GET', (text) => `/orders?${name}=${text}`],
  ),
  ...['state', 'limit', 'before'].map((name): [string, (text: string) => string] => [
    'GET',
    (text) => `/callbacks?${name}=${text}`,
  ]),
]

/** No words of a library, and none of JavaScript's for nothing. */
const NOT_OURS =
  /Invalid|Expected|Received|undefined|NaN|\[object|another value|TypeError|RangeError/

interface Asked {
  method: string
  path: string
  body?: string
}

/** What is wrong with the answer to a request, if anything is. */
async function faultIn({ relay }: TestRelay, { method, path, body }: Asked): Promise<string[]> {
  const answer = await relay.app.fetch(
    new Request(`http://localhost${path}`, {
      method,
      headers: bearer(API_KEY),
      ...(body !== undefined && { body }),
    }),
  )
  const text = await answer.text()
  const detail = answer.ok ? 'It is taken.' : JSON.parse(text).detail
  const isGood =
    answer.status < 500 && text.length < 100_000 && /\S\.$/.test(detail) && !NOT_OURS.test(detail)
  const asked = `${method} ${path} ${body ?? ''}`.slice(0, 300)
  return isGood ? [] : [`${asked} → ${answer.status} ${text.slice(0, 300)}`]
}

/** One after the other: what one has changed, the next meets. */
async function faultsIn(relay: TestRelay, requests: Iterable<Asked>): Promise<string[]> {
  const faults: string[] = []
  for (const request of requests) faults.push(...(await faultIn(relay, request)))
  return faults
}

/** Each field of a request with each value; and each value in place of the whole. */
function* withEachValue([method, path, body, ...names]: Shape): Generator<Asked> {
  for (const name of names) {
    const rest = Object.entries(body)
      .filter(([key]) => key !== name)
      .map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`)
    for (const value of VALUES) yield { method, path, body: `{"${name}":${value}${rest.join('')}}` }
  }
  for (const body of VALUES) yield { method, path, body }
}

/** What a store in memory keeps, a file may not take. */
function file(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return sqliteStore(join(folder, 'relay.db'))
}

describe('what the shop’s server sends', () => {
  it.each(REQUESTS)('is taken, or refused in words: %s %s', async (...request) => {
    const relay = await startRelay({}, { store: file() })
    await relay.register('A-1', { amount: 500, currency: 'KES', customers: [42] })
    expect(await faultsIn(relay, withEachValue(request))).toEqual([])
    // What was taken can be shown.
    for (const path of ['/orders/A-1', '/orders', '/orders?customer=42', '/callbacks']) {
      expect((await relay.merchant('GET', path)).status).toBe(200)
    }
  })

  it('has a path and a query of any text, and is refused in words', async () => {
    const relay = await startRelay({}, { store: file() })
    const requests = PATHS.flatMap(([method, path]) =>
      TEXTS.map((text) => ({
        method,
        path: path(text),
        ...(method !== 'GET' && { body: '{"type":"bill_generated"}' }),
      })),
    )
    expect(await faultsIn(relay, requests)).toEqual([])
  })
})
