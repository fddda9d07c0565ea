/** Asked by the element: a token for an order of whoever is here, and for no other. */

import { theirOrders } from '@/lib/orders'
import { ask } from '@/lib/relay'

export async function POST(request: Request): Promise<Response> {
  const { order }: { order?: unknown } = await request.json().catch(() => ({}))
  const isTheirs = (await theirOrders()).some(({ id }) => id === order)
  if (!isTheirs) return Response.json({ error: 'It is not yours.' }, { status: 403 })
  const { token } = await ask<{ token: string }>('POST', '/tokens', { orders: [order] })
  return Response.json({ token })
}
