/** `POST /tokens`: a token for some orders, or for a customer. */

import { Hono } from 'hono'
import * as v from 'valibot'
import { requireMerchant } from './auth.ts'
import { readBody } from './body.ts'
import { CustomerId } from './fields.ts'
import { refuse } from './problem.ts'
import { isOrderId } from './protocol.ts'
import type { Services } from './services.ts'
import { DEFAULT_TTL, EVERY_ORDER, MAX_TTL } from './token.ts'

const Wanted = v.strictObject({
  orders: v.exactOptional(
    v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.check((id) => id === EVERY_ORDER || isOrderId(id), 'cannot name an order'),
        ),
      ),
      v.minLength(1),
      v.maxLength(100),
    ),
  ),
  customer: v.exactOptional(CustomerId),
  ttl: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
})

export const tokensRoute = (services: Services): Hono =>
  new Hono().post('/', async (c) => {
    requireMerchant(c, services)
    const { orders, customer, ttl } = await readBody(c, Wanted)
    if (!orders && customer === undefined) {
      throw refuse('invalid_request', 'Name orders, a customer, or both.')
    }
    const longest = orders?.includes(EVERY_ORDER) ? MAX_TTL.staff : MAX_TTL.shopper
    if (ttl !== undefined && ttl > longest) {
      throw refuse('invalid_request', `ttl: at most ${longest} seconds for this token.`)
    }

    const { token, expiresAt } = await services.tokens.issue(
      { ...(orders && { orders }), ...(customer !== undefined && { customer }) },
      ttl ?? Math.min(DEFAULT_TTL, longest),
      services.now(),
    )
    return c.json({ token, expiresAt: new Date(expiresAt).toISOString() }, 201)
  })
