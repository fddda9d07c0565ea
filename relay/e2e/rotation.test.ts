/** Every secret can be changed without anybody noticing: the new one beside the old, and then the new one alone. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it, onTestFinished } from 'vitest'
import { darajaPath, darajaSays, pathOf, SECRETS, stripePaid } from '../testing/callbacks.ts'
import { API_KEY, ask, bearer, Client, TOKEN_SECRET } from '../testing/client.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { standIn } from '../testing/stand-in.ts'
import { folder, serve } from './process.ts'

const ORDER = 'ORD-1'

/** Runs the relay with each value of a setting in turn, on one store: the old, both, and the new alone. */
async function rotate(
  setting: string,
  [old, next]: readonly [string, string],
  at: (stage: 'old' | 'both' | 'new', relay: Client) => Promise<void>,
  env: object = {},
): Promise<void> {
  const cwd = folder()
  for (const [stage, value] of [
    ['old', old],
    ['both', `${next},${old}`],
    ['new', next],
  ] as const) {
    const relay = await serve([], cwd, { ...ENVIRONMENT, PORT: '0', ...env, [setting]: value })
    await at(stage, new Client(relay.url))
    expect(await relay.stop('SIGTERM')).toBe(0)
  }
}

/** What each of two secrets opens, at each stage. */
const OPENS = { old: [true, false], both: [true, true], new: [false, true] } as const

describe('a secret is changed without a gap:', () => {
  it('API_KEYS', async () => {
    const keys = [API_KEY, `${API_KEY}-new`] as const
    await rotate('API_KEYS', keys, async (stage, { url }) => {
      const opened = keys.map(async (key) => {
        const { status } = await ask(`${url}/orders`, { headers: bearer(key) })
        return status === 200
      })
      expect(await Promise.all(opened)).toEqual(OPENS[stage])
    })
  })

  it('TOKEN_SECRETS: a page’s token outlives the change', async () => {
    const tokens: string[] = []
    await rotate('TOKEN_SECRETS', [TOKEN_SECRET, `${TOKEN_SECRET}-new`], async (stage, relay) => {
      const { token } = await relay.register(ORDER, { amount: 5000, currency: 'EUR' })
      tokens.push(token)
      const opened = tokens.map(async (each) => (await relay.order(ORDER, each)).status === 200)
      // The second is signed with the new secret already: it is the first of both.
      const wanted = { old: [true], both: [true, true], new: [false, true, true] }[stage]
      expect(await Promise.all(opened)).toEqual(wanted)
    })
  })

  it('CALLBACK_SECRET_<PROVIDER>, of one that signs', async () => {
    const secrets = [SECRETS.stripe, `${SECRETS.stripe}new`] as const
    await rotate('CALLBACK_SECRET_STRIPE', secrets, async (stage, relay) => {
      const believed = secrets.map(async (secret) => {
        const { status } = await relay.callback('stripe', stripePaid(ORDER, { secret }))
        return status === 204
      })
      expect(await Promise.all(believed)).toEqual(OPENS[stage])
    })
  })

  it('CALLBACK_SECRET_DARAJA: an address that was handed out is called after the change', async () => {
    const secrets = [SECRETS.daraja, `${SECRETS.daraja}new`] as const
    await rotate('CALLBACK_SECRET_DARAJA', secrets, async (stage, relay) => {
      const { callbackUrls } = await relay.register(ORDER, { references: ['ws_CO_1'] })
      // What is handed out from now on is made with the first.
      const first = stage === 'old' ? secrets[0] : secrets[1]
      expect(pathOf(callbackUrls.daraja)).toBe(darajaPath(ORDER, first))
      const believed = secrets.map(async (secret) => {
        const path = darajaPath(ORDER, secret)
        return (await relay.callback(path, darajaSays('ws_CO_1', 0))).status === 200
      })
      expect(await Promise.all(believed)).toEqual(OPENS[stage])
    })
  })

  it('ASK_<PROVIDER>: a provider is asked with whichever of both it knows', async () => {
    const keys = ['xnd_production_old', 'xnd_production_new'] as const
    const secret = 'xendit-0123456789abcdef'
    const paidInvoice = (id: string) => ({
      ...{ id, external_id: `ORD-${id}`, status: 'PAID', currency: 'IDR' },
      ...{ amount: 50_000, paid_amount: 50_000, paid_at: new Date().toISOString() },
    })
    const knows = new Map(
      keys.map((key, at) => [String(at).repeat(24), `Basic ${btoa(`${key}:`)}`]),
    )
    const { base } = await standIn(({ path, headers }, response) => {
      const id = path.split('/').at(-1) ?? ''
      if (headers.authorization === knows.get(id)) return paidInvoice(id)
      response.writeHead(401)
      return { error_code: 'INVALID_API_KEY' }
    })
    const isPaid = async (relay: Client, id: string) => {
      const order = `ORD-${id}`
      const { token } = await relay.register(order, { amount: 5_000_000, currency: 'IDR' })
      const body = JSON.stringify(paidInvoice(id))
      const headers = { 'X-Callback-Token': secret }
      expect((await relay.callback('xendit', { body, headers })).status).toBe(204)
      // It proves little: until Xendit says so as well, the order is not paid.
      const status = async () => (await relay.order(order, token)).body.status
      await expect.poll(status).toBe('succeeded')
    }

    const env = { CALLBACK_SECRET_XENDIT: secret, ASK_XENDIT_HOST: base }
    await rotate(
      'ASK_XENDIT',
      keys,
      async (stage, relay) => {
        if (stage === 'both') await Promise.all([...knows.keys()].map((id) => isPaid(relay, id)))
      },
      env,
    )
  })

  it('WEBHOOK_SECRET: a receiver that knows either believes what is sent meanwhile', async () => {
    const secrets = ['old', 'new'].map(
      (name) => `whsec_${Buffer.from(`${name}-webhook-secret-0123456789`).toString('base64')}`,
    ) as [string, string]
    const received: { headers: Record<string, string>; body: string }[] = []
    const receiver = createServer(async (request, response) => {
      const headers = request.headers as Record<string, string>
      received.push({ headers, body: await text(request) })
      response.end()
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void receiver.close())
    await once(receiver, 'listening')
    const { port } = receiver.address() as AddressInfo

    await rotate(
      'WEBHOOK_SECRET',
      secrets,
      async (stage, relay) => {
        const order = `ORD-${stage}`
        await relay.update(order, { status: 'succeeded', amount: 5000, currency: 'EUR' })
        const letter = () => received.find(({ body }) => JSON.parse(body).data.id === order)
        await expect.poll(letter).toBeDefined()
        const { headers = {}, body = '' } = letter() ?? {}
        const believed = secrets.map((secret) => {
          try {
            new Webhook(secret).verify(body, headers)
            return true
          } catch {
            return false
          }
        })
        expect(believed).toEqual(OPENS[stage])
      },
      { WEBHOOK_URL: `http://127.0.0.1:${port}/hook` },
    )
  })
})
