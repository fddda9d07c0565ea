/** `POST /tokens`: a token for some orders, or for a customer. */

import { Hono } from 'hono'
import * as v from 'valibot'
import { requireMerchant, type MerchantKeys } from '../access/auth.ts'
import { readBody } from '../http/body.ts'
import { CustomerId } from './fields.ts'
import { isOrderId } from '../protocol.ts'
import { DEFAULT_TTL, EVERY_ORDER, longestTtl, type Tokens } from '../access/token.ts'

/** What somebody wants a token for. Whoever issues one asks here: what it allows, `read` lets in. */
const TokenWanted = v.pipe(
  v.strictObject({
    orders: v.optional(
      v.pipe(
        v.array(
          v.pipe(
            v.string(),
            v.check((id) => id === EVERY_ORDER || isOrderId(id), 'cannot name an order'),
          ),
        ),
        v.minLength(1, 'must name at least one order'),
        v.maxLength(100, 'must name at most 100 orders'),
      ),
    ),
    customer: v.optional(CustomerId),
    ttl: v.optional(
      v.pipe(
        v.number('must be a number of seconds'),
        v.safeInteger('must be whole seconds'),
        v.minValue(1, 'must be at least 1 second'),
      ),
    ),
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

/** The same for who does not ask by HTTP. Throws a TypeError that names every field that does not fit. */
export function tokenWanted(wanted: unknown): v.InferOutput<typeof TokenWanted> {
  const { success, issues = [], output } = v.safeParse(TokenWanted, wanted)
  if (success) return output
  const words = issues.map((issue) =>
    [v.getDotPath(issue), issue.message].filter(Boolean).join(': '),
  )
  throw new TypeError(`${words.join('. ')}.`)
}

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
