/** `POST /tokens`: a token for some orders, or for a customer. */

import { Hono } from 'hono'
import * as v from 'valibot'
import { requireMerchant, type MerchantKeys } from '../access/auth.ts'
import { readBody, readGiven } from '../http/body.ts'
import { fields, listOf, mustBe, whole } from '../http/shapes.ts'
import { CustomerId } from './fields.ts'
import { isOrderId } from '../protocol.ts'
import { DEFAULT_TTL, EVERY_ORDER, longestTtl, type Tokens } from '../access/token.ts'

/** What somebody wants a token for. Whoever issues one asks here: what it allows, `read` lets in. */
export const TokenWanted = v.pipe(
  fields({
    orders: v.optional(
      v.pipe(
        listOf(
          'orders',
          v.pipe(
            v.string(mustBe('the id of an order')),
            v.check((id) => id === EVERY_ORDER || isOrderId(id), 'cannot name an order'),
          ),
          100,
        ),
        v.minLength(1, 'must name at least one order'),
      ),
    ),
    customer: v.optional(CustomerId),
    ttl: v.optional(whole('a whole number of seconds, from 1', 1)),
  }),
  v.check(
    ({ orders, customer }) => orders !== undefined || customer !== undefined,
    'Name orders, a customer, or both',
  ),
  v.forward(
    v.check(
      ({ ttl, orders }) => ttl === undefined || ttl <= longestTtl(orders),
      ({ input }) => `at most ${longestTtl(input.orders)} seconds for this token`,
    ),
    ['ttl'],
  ),
  v.transform(({ orders, customer, ttl }) => ({
    grant: { ...(orders && { orders }), ...(customer !== undefined && { customer }) },
    ttl: ttl ?? Math.min(DEFAULT_TTL, longestTtl(orders)),
  })),
)

/** The same for who does not ask by HTTP. Throws what HTTP answers. */
export const tokenWanted = (wanted: unknown): v.InferOutput<typeof TokenWanted> =>
  readGiven(TokenWanted, wanted)

interface Parts {
  config: MerchantKeys
  tokens: Pick<Tokens, 'issue'>
  /** In ms since 1970. */
  now(): number
}

export const tokensRoute = ({ config, tokens, now }: Parts): Hono =>
  new Hono().post('/', async (c) => {
    requireMerchant(c, config)
    const { grant, ttl } = await readBody(c, TokenWanted)
    const { token, expiresAt } = await tokens.issue(grant, ttl, now())
    return c.json({ token, expiresAt: new Date(expiresAt).toISOString() }, 201)
  })
