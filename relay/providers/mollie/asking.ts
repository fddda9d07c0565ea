/**
 * Mollie, asked: payments with what went back and was contested, and payment links.
 *
 * Nothing is known by the merchant's own name. The classic webhook tells an id and nothing else: it is the order to
 * ask now.
 *
 * @see https://docs.mollie.com/reference/get-payment
 */

import * as v from 'valibot'
import type { Asking, Parts, Question, Told } from '../asking.ts'
import { given, Id, Text } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { mendMain } from '../reading/mend.ts'
import { byKind, pathOf } from '../reading/questions.ts'
import { rfc3339 } from '../reading/times.ts'

const payment = (id: string, of?: Parts): Question => ({
  name: 'payment',
  method: 'GET',
  path: pathOf`/v2/payments/${id}?embed=${'refunds,chargebacks,captures'}`,
  asks: id,
  ...given({ of }),
})

const link = (id: string): Question => ({
  name: 'payment link',
  method: 'GET',
  path: pathOf`/v2/payment-links/${id}`,
  asks: id,
})

const linked = (id: string): Question => ({
  name: 'payments of a link',
  method: 'GET',
  path: pathOf`/v2/payment-links/${id}/payments`,
  of: { link: id },
})

const Entities = v.fallback(v.nullish(v.array(v.looseObject({ resource: Text }))), null)

const Payment = v.looseObject({
  resource: v.literal('payment'),
  id: Id,
  expiresAt: v.optional(v.unknown()),
  _embedded: v.fallback(
    v.nullish(v.object({ refunds: Entities, chargebacks: Entities, captures: Entities })),
    null,
  ),
})

const Link = v.looseObject({
  resource: v.literal('payment-link'),
  id: Id,
  reusable: v.nullish(v.boolean()),
})

const Linked = v.object({ _embedded: v.object({ payments: v.array(v.object({ id: Id })) }) })

export const askingMollie: Asking = {
  credentials: {
    form: 'key',
    example: 'live_aKey',
    pattern: /^(?<key>(?:live|test)_\w+)$/,
    isSandbox: ({ key = '' }) => key.startsWith('test_'),
  },
  hosts: { live: 'https://api.mollie.com', sandbox: 'https://api.mollie.com' },
  auth: { headers: { Accept: 'application/hal+json', Authorization: 'Bearer {key}' } },

  probes: ['tr_0000000000'],
  questions: (known) =>
    byKind(known, [
      [/^tr_\w+$/, (id) => payment(id)],
      [/^pl_\w+$/, link],
    ]),

  read({ body, question }, _, event): Told[] {
    if (question.name === 'payments of a link') return []
    if (question.name === 'payment link') return event(v.parse(Link, body))

    const { _embedded: inside, ...entity } = v.parse(Payment, body)
    const contested = inside?.chargebacks ?? []
    const own = event(entity)
      // Those that are enclosed have a time of their own.
      .filter(({ part }) => contested.length === 0 || !part.startsWith('dispute:'))
      // It is dated by when the payment was paid.
      .map((told) => (told.part === 'refunds' ? withoutTime(told) : told))
    const deadline = rfc3339(entity.expiresAt)
    const parts = [...(inside?.refunds ?? []), ...contested, ...(inside?.captures ?? [])]
    return [
      ...mendMain(own, (main) => {
        const isOpen = main.state === 'pending' || main.state === 'requires_action'
        // What was paid by a link is the link's money, too.
        const link = question.of?.link
        return { ...main, ...(isOpen && given({ deadline })), ...(link && { containers: [link] }) }
      }),
      ...parts.flatMap((each) => event(each)),
    ]
  },

  then({ body, question }) {
    if (question.name === 'payment link') {
      const { id, reusable } = v.parse(Link, body)
      // By one that many use, others have paid what is theirs.
      return reusable ? [] : [linked(id)]
    }
    return (formOf(Linked, body)?._embedded.payments ?? []).map(({ id }) =>
      payment(id, question.of),
    )
  },

  tells: ['amount', 'refunds', 'disputes'],
  clock: 'change',
  cadence: 'card',
  rate: { perMinute: 60, burst: 10 },
}

function withoutTime({ time: _, ...told }: Told): Told {
  return told
}
