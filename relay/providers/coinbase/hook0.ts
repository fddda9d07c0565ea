import type { HmacScheme } from '../provider.ts'
import { pairs } from '../reading/headers.ts'

/** Names without a dot: those divide what is signed. Whoever calls chooses them: few, as Hook0 does, */
const NAMES = /^[\w-]+(?: [\w-]+){0,7}$/

/** and each once, or a long header would be signed many times over. */
const areDistinct = (names: readonly string[]): boolean =>
  new Set(names.map((name) => name.toLowerCase())).size === names.length

/**
 * Hook0's signatures: of the time, of headers that they name, and of the body.
 *
 * @see https://docs.cdp.coinbase.com/webhooks/payment-acceptance/verification
 */
export const hook0 = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  tolerance: { past: 300 },

  find({ headers, body }) {
    const header = pairs(headers.get('x-hook0-signature'), ',')
    const [timestamp] = header.get('t') ?? []
    const [names] = header.get('h') ?? []
    if (timestamp === undefined || names === undefined || !NAMES.test(names)) return undefined
    const listed = names.split(' ')
    if (!areDistinct(listed)) return undefined

    const values = listed.map((name) => headers.get(name) ?? '')
    return {
      values: header.get('v1') ?? [],
      signed: [[timestamp, names, ...values, ''].join('.'), body],
      signedAt: timestamp,
    }
  },

  sign: ({ id, body, timestamp }, mac) => ({
    'x-event-id': id,
    'x-hook0-signature': `t=${timestamp},h=x-event-id,v1=${mac([`${timestamp}.x-event-id.${id}.`, body])}`,
  }),
} satisfies HmacScheme
