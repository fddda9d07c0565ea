/**
 * Any gateway, asked through the shop: at an address with a place for the order, `https://shop.example/payments/{order}`.
 *
 * We sign the question as webhooks are signed, with the path in the body's place. The shop answers with an event, or
 * `{ "data": [ …events ] }`: all that there is of the order, as it stands now. 204: it has nothing to tell; 404: it
 * knows no such order.
 */

import * as v from 'valibot'
import type { Asking, Question, Told } from '../asking.ts'
import { formOf } from '../reading/json.ts'
import { escaped, merchantIds, NO_SUCH_ORDER } from '../reading/questions.ts'

/** The path has the rest of the address put around it. */
const order = (id: string): Question => ({
  name: 'order',
  method: 'GET',
  path: escaped(id),
  asks: id,
})

const Event = v.looseObject({ type: v.string() })
const Events = v.object({ data: v.array(Event) })

export const askingStandardWebhooks: Asking = {
  credentials: {
    form: 'https://shop.example/payments/{order}',
    example: 'https://shop.example/payments/{order}',
    pattern:
      /^(?<origin>https?:\/\/[^\s/?#{}]+)(?<before>\/[^\s#{}]*)\{order\}(?<after>[^\s#{}]*)$/,
    open: ['origin', 'before', 'after'],
    callbackSecret: 'secret',
    warns: ({ secret = '' }) =>
      secret.startsWith('whpk_')
        ? 'is signed with the first CALLBACK_SECRET_STANDARD_WEBHOOKS, and a public key signs nothing: no shop will ' +
          'believe it. Put a secret (whsec_…) first'
        : undefined,
  },
  hosts: { live: '{origin}', sandbox: '{origin}' },

  auth: {
    seal(question, { before = '', after = '', secret = '' }, { now, hmac, random }) {
      const path = before + question.path + after
      const id = `ask_${random(12).replace(/\W/g, '')}`
      const timestamp = String(Math.floor(now / 1000))
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      return {
        ...question,
        path,
        headers: {
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${hmac(key, `${id}.${timestamp}.${path}`)}`,
        },
      }
    },
  },

  probes: [NO_SUCH_ORDER],
  questions: (known) => merchantIds({ ...known, payments: [] }).map(order),

  read({ body }, _, event): Told[] {
    const events = formOf(Events, body)?.data ?? [v.parse(Event, body)]
    return events.flatMap((each) => event(each, { 'webhook-id': 'answer' }))
  },

  tells: ['amount', 'receipt', 'refunds', 'disputes'],
  clock: 'change',
  cadence: 'card',
  rate: { perMinute: 60, burst: 10 },
}
