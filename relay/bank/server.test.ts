import { Stripe } from 'stripe'
import { afterEach, describe, expect, it } from 'vitest'
import type { MainState } from '../order/update.ts'
import { authorized } from '../providers/authorize.ts'
import { questionsFor } from '../providers/hear.ts'
import { askingStripe } from '../providers/stripe/asking.ts'
import { Bank, type Question } from './bank.ts'
import { serveBank, type BankServer } from './server.ts'

const PAYMENT = 'pi_ORD1205T1'
const SESSION = `cs_${PAYMENT}`

let server: BankServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

/** A bank on a socket, which has one payment by Stripe. */
async function served(state: MainState, onQuestion?: (question: Question) => void) {
  const bank = new Bank({ ...(onQuestion && { onQuestion }) })
  const at = Date.now() - 60_000
  bank.open({
    ...{ provider: 'stripe', orderId: 'ORD-1205', payment: PAYMENT },
    ...{ amount: 5000, currency: 'USD', begunAt: at, timeline: [{ at, state }] },
  })
  server = await serveBank(bank)
  return { bank, origin: server.origin }
}

/** Asks as the relay does. */
function ask(origin: string): Promise<Response> {
  const known = { asks: [PAYMENT], payments: [], references: [] }
  const { url, ...request } = authorized(askingStripe, questionsFor(askingStripe, known)[0]!, {
    ...{ parts: { key: 'rk_test_fakeBank' }, now: Date.now() },
    where: { base: `${origin}/stripe` },
  })
  return fetch(url, request)
}

describe('on a socket, the bank', () => {
  it('is asked below its address, by whoever sets that as the provider’s', async () => {
    const { bank, origin } = await served('succeeded')
    expect(new URL(origin).hostname).toBe('127.0.0.1')
    const response = await ask(origin)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ id: PAYMENT, status: 'succeeded' })
    expect(bank.questions).toMatchObject([{ provider: 'stripe', name: PAYMENT, status: 200 }])
  })

  it('hangs up where it is unreachable', async () => {
    const { bank, origin } = await served('succeeded')
    bank.fails({ unreachable: 1 })
    await expect(ask(origin)).rejects.toThrow('fetch failed')
  })

  it('keeps whoever asks waiting where it is silent, and can be closed all the same', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<Question>()
    const { bank, origin } = await served('succeeded', resolve)
    bank.fails({ silent: 1 })
    const failed = ask(origin).catch(String)
    expect((await asked).status).toBe('silent')
    await server?.close()
    server = undefined
    expect(await failed).toContain('fetch failed')
  })
})

describe('Stripe’s own client', () => {
  /** It knows no address below a host: that is put before the path. */
  const clientOf = (origin: string, key = 'rk_test_fakeBank') =>
    new Stripe(key, {
      maxNetworkRetries: 0,
      telemetry: false,
      httpClient: Stripe.createFetchHttpClient(
        (url: string | URL | Request, init?: RequestInit) => {
          const { pathname, search } = new URL(String(url))
          return fetch(`${origin}/stripe${pathname}${search}`, init)
        },
      ),
    })

  const intents: [MainState, string][] = [
    ['pending', 'requires_payment_method'],
    ['requires_action', 'requires_action'],
    ['processing', 'processing'],
    ['authorized', 'requires_capture'],
    ['failed', 'requires_payment_method'],
    ['canceled', 'canceled'],
    ['succeeded', 'succeeded'],
  ]

  it.each(intents)('reads what is %s as %s, and asks at the same place', async (state, status) => {
    const { bank, origin } = await served(state)
    const intent = await clientOf(origin).paymentIntents.retrieve(PAYMENT, {
      expand: ['latest_charge.refunds', 'latest_charge.dispute'],
    })
    await ask(origin)
    expect(intent.status).toBe(status)
    const [theirs, ours] = bank.questions.map(({ method, path }) => [
      method,
      // Its client numbers what it lists.
      path.replace(/%5B(\d*)%5D|\[\d*\]/g, '[]'),
    ])
    expect(theirs).toEqual(ours)
  })

  it('reads a session and what is in it', async () => {
    const { origin } = await served('succeeded')
    const session = await clientOf(origin).checkout.sessions.retrieve(SESSION, {
      expand: ['payment_intent.latest_charge.refunds'],
    })
    expect([session.status, session.payment_status]).toEqual(['complete', 'paid'])
    expect(session.payment_intent).toMatchObject({
      ...{ status: 'succeeded', latest_charge: { paid: true, amount: 5000 } },
    })
    const bare = await clientOf(origin).checkout.sessions.retrieve(SESSION)
    expect(bare.payment_intent).toBe(PAYMENT)
  })

  it('is told of its mistakes as Stripe tells it', async () => {
    const { bank, origin } = await served('succeeded')
    await expect(clientOf(origin, 'rk_test_other').charges.retrieve('ch_1')).rejects.toBeInstanceOf(
      Stripe.errors.StripeAuthenticationError,
    )
    await expect(clientOf(origin).paymentIntents.retrieve('pi_2')).rejects.toMatchObject({
      code: 'resource_missing',
    })
    bank.fails({ tooMuch: { share: 1 } })
    await expect(clientOf(origin).paymentIntents.retrieve(PAYMENT)).rejects.toBeInstanceOf(
      Stripe.errors.StripeRateLimitError,
    )
  })
})
