import { expect, it } from 'vitest'
import { API_KEY } from '../testing/client.ts'
import { startRelay } from '../testing/relay.ts'

it.each([undefined, 'k-1'])(
  'names nobody that a body in another encoding cannot tell from somebody else (Idempotency-Key %s)',
  async (key) => {
    const relay = await startRelay()
    const put = async (customer: string, encoding: BufferEncoding) => {
      const response = await fetch(`${relay.url}/orders/A-1`, {
        method: 'PUT',
        headers: {
          Authorization: `Bearer ${API_KEY}`,
          ...(key && { 'Idempotency-Key': key + encodeURIComponent(customer) }),
        },
        body: Buffer.from(JSON.stringify({ customers: [customer] }), encoding),
      })
      return { status: response.status, body: await response.json() }
    }
    // Both would be "Jos\ufffd".
    for (const customer of ['José', 'Josè']) {
      expect(await put(customer, 'latin1')).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', detail: 'The body is not UTF-8.' },
      })
    }
    if (key === undefined) {
      expect(await put('José', 'utf8')).toMatchObject({
        status: 201,
        body: { order: { customers: ['José'] } },
      })
    }
  },
)
