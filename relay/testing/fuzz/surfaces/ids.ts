/** Ids and queries, in every path that has one: by a merchant's key, by a page's token, and by nobody's. */

import fc from 'fast-check'
import { isOrderId, parseJson } from '../../../protocol.ts'
import { answerOf, checkAnswer } from '../answers.ts'
import { edited, NAMES, TEXT } from '../hostile.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { API_KEY, CANARY } from '../target.ts'

const ROUTES = [
  ...([
    'PUT /orders/:id',
    'GET /orders/:id',
    'GET /orders/:id?wait=:id',
    'DELETE /orders/:id',
  ] as const),
  ...(['POST /orders/:id/updates', 'GET /orders/:id/audience', 'POST /orders/:id/ask'] as const),
  ...(['POST /orders/:id/notifications', 'POST /customers/:id/notifications'] as const),
  ...(['POST /callbacks/:id/replay', 'POST /callbacks/:id', 'POST /callbacks/stripe/:id'] as const),
  ...([
    'POST /callbacks/daraja/:id/validation',
    'GET /callbacks?before=:id',
    'GET /callbacks?state=:id',
  ] as const),
  ...([
    'GET /orders?q=:id',
    'GET /orders?before=:id',
    'GET /orders?limit=:id',
    'GET /orders?:id=1',
  ] as const),
  ...([
    'GET /orders?status=:id',
    'GET /orders?customer=:id',
    'GET /:id',
    'GET /:id/orders',
  ] as const),
]

const ID = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('A-1', 'a.b_c:d-e', 'x'.repeat(128), 'x'.repeat(129), ...NAMES),
  },
  { weight: 2, arbitrary: TEXT },
  { weight: 1, arbitrary: edited(fc.constantFrom('A-1', 'ORD-1205', '9007199254740993', '1.A-1')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x'.repeat(12_000), '1e9', '-1', 'NaN', '0x10', '00000000'),
  },
)

const BODY = '{"status":"pending"}'

export const ids: Surface = {
  by: 'call',
  async against(target) {
    const { token } = await target.relay.token({ orders: ['A-1'] })
    const bearers = fc.constantFrom(API_KEY, API_KEY, API_KEY, token, CANARY, undefined)
    const cases = fc.record({
      route: fc.constantFrom(...ROUTES),
      id: ID,
      isEncoded: fc.constantFrom(true, true, false),
      bearer: bearers,
    })
    return fc.asyncProperty(cases, async ({ route, id, isEncoded, bearer }) => {
      const [method = '', pattern = ''] = route.split(' ')
      const written = isEncoded ? encodeURIComponent(id.toWellFormed()) : id
      const isWaiting = pattern.includes('wait=')
      const path = pattern
        .replace(':id', () => (isWaiting ? 'A-1' : written))
        .replace(':id', () => `0${written}`)
      const request = requestOf(path, method, bearer)
      if (!request) return
      const answer = await answerOf(await target.relay.app.fetch(request))
      checkAnswer(answer)
      if (bearer !== API_KEY && method !== 'GET') {
        return promised(answer.status >= 400, 'only the merchant changes anything', answer)
      }
      if (bearer === API_KEY && isEncoded && pattern === '/orders/:id' && method === 'PUT') {
        const isTaken = answer.status === 200 || answer.status === 201
        promised(isTaken === isOrderId(id), 'an order is named as the contract says', {
          id,
          answer,
        })
        const named = parseJson(answer.body)
        if (isTaken) promised(idIn(named) === id, 'and is called so', { id, answer })
      }
    })
  },
}

function requestOf(path: string, method: string, bearer: string | undefined): Request | undefined {
  // With another version than there is, nothing is held.
  const headers = {
    'If-None-Match': '"x.1"',
    ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
  }
  // What comes of a registration's id is asked for without a word on the order.
  const body = method === 'PUT' ? '{}' : BODY
  const url = `http://127.0.0.1${path}`
  if (!URL.canParse(url)) return undefined
  return new Request(url, { method, headers, ...(method !== 'GET' && { body }) })
}

const idIn = (value: unknown): unknown =>
  typeof value === 'object' &&
  value !== null &&
  'order' in value &&
  typeof value.order === 'object' &&
  value.order !== null &&
  'id' in value.order
    ? value.order.id
    : undefined
