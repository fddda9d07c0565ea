/**
 * Stripe, as a shop's server meets it (payment intents), and as its page does (Stripe.js).
 *
 * @see https://docs.stripe.com/api/payment_intents/create
 */

import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { stripeSays, type Callback } from '../../../relay/testing/callbacks.ts'
import { listening } from '../../../relay/testing/embedded.ts'

export const STRIPE_KEY = 'sk_test_0123456789abcdef'

interface Intent {
  id: string
  amount: number
  currency: string
  metadata: { order_id: string }
  client_secret: string
}

export interface FakeStripe {
  url: string
  intents: Intent[]
  /** An event about the newest intent, as Stripe sends and signs it. */
  event(type: string, status: string): Callback
}

export async function fakeStripe(): Promise<FakeStripe> {
  const intents: Intent[] = []
  const byKey = new Map<string, Intent>()

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    const refuse = (status: number, message: string) => answer(status, { error: { message } })
    const key = String(request.headers['idempotency-key'] ?? '')
    const form = new URLSearchParams(await text(request))
    if (request.url !== '/v1/payment_intents' || request.method !== 'POST') {
      return refuse(404, 'Unrecognized request URL')
    }
    if (request.headers.authorization !== `Bearer ${STRIPE_KEY}`) {
      return refuse(401, 'Invalid API Key provided')
    }
    if (!/^[1-9]\d*$/.test(form.get('amount') ?? '')) return refuse(400, 'Invalid integer: amount')
    if (!/^[a-z]{3}$/.test(form.get('currency') ?? '')) return refuse(400, 'Invalid currency')
    const made = byKey.get(key)
    if (made) return answer(200, made)
    const id = `pi_3Q${intents.length}`
    const intent = {
      id,
      amount: Number(form.get('amount')),
      currency: form.get('currency') ?? '',
      metadata: { order_id: form.get('metadata[order_id]') ?? '' },
      client_secret: `${id}_secret_0123`,
    }
    intents.push(intent)
    if (key) byKey.set(key, intent)
    return answer(200, intent)
  })

  return {
    url: await listening(server),
    intents,
    event(type, status) {
      const newest = intents.at(-1)
      if (!newest) throw new Error('There is no intent.')
      const { client_secret: _, ...intent } = newest
      const received = status === 'succeeded' ? { amount_received: intent.amount } : {}
      return stripeSays(type, { object: 'payment_intent', ...intent, ...received, status })
    },
  }
}

/** Stripe.js, of which the page's form is Stripe's own: whoever submits it is led back to the shop. */
export const STRIPE_JS = `
  window.Stripe = () => ({
    elements: () => ({
      create: () => ({ mount: (at) => document.querySelector(at).append('A card') }),
      submit: async () => ({}),
    }),
    confirmPayment: async ({ clientSecret, confirmParams }) => {
      const url = new URL(confirmParams.return_url)
      url.searchParams.set('payment_intent_client_secret', clientSecret)
      location.assign(url)
      return new Promise(() => {})
    },
  })`
