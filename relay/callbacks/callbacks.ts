/** `POST /callbacks/:provider`: verify, read, store, publish, answer. In this order. */

import { hash } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { clientAddress, isWithin } from '../access/client-address.ts'
import type { SigningKeys } from './signing-keys.ts'
import { callbackUrl, settingOf, type ProviderConfig } from '../config/config.ts'
import type { Callback, Intake } from '../ledger/intake.ts'
import { notStored, problem } from '../http/problem.ts'
import type { Delivery, Provider } from '../providers/provider.ts'
import { certificateAddress } from '../providers/certificate.ts'
import { PROVIDERS } from '../providers/index.ts'
import { isOrderAddress, orderAddressReference } from '../providers/order-address.ts'
import { verify } from '../providers/verify.ts'
import { evidenceOf, read } from './reading.ts'
import type { Services } from '../services.ts'

export function callbacks(services: Services): Hono {
  const { config, log, publicUrl } = services

  const receive = (isQuestion: boolean) => async (c: Context) => {
    const provider = PROVIDERS.get(c.req.param('provider') ?? '')
    const settings = provider && config.providers.get(provider.id)
    if (!provider || !settings) {
      const setting = provider ? `CALLBACK_SECRET_${settingOf(provider.id)}` : 'GET /healthz'
      return problem('provider_off', `Nobody listens here. See ${setting}.`)
    }
    const { id } = provider
    if (settings.ips && !isWithin(settings.ips, clientAddress(c, config.trustProxy))) {
      log.warn({ provider: id }, 'callback refused: not from CALLBACK_IPS')
      return problem('not_verified', 'The address is none of the provider’s.')
    }

    const body = new Uint8Array(await c.req.arrayBuffer())
    const delivery: Delivery = {
      url: callbackUrl(settings, publicUrl, id),
      headers: c.req.raw.headers,
      body,
      ...pathKey(c),
    }
    try {
      const proof = await prove(provider, settings, delivery, services)
      if (typeof proof === 'string') {
        log.warn({ provider: id, verdict: proof }, 'callback refused: not verified')
        return problem('not_verified', ADVICE[proof])
      }
      if (isQuestion) return answerOf(c, provider)
      const intakes = intakesOf(provider, delivery, proof, services)
      const forward = config.forwards.has(id)
        ? { provider: id, headers: headersAsTheyCame(c), body }
        : undefined
      services.publish(await services.store.apply(intakes, services.context(), forward))
      if (forward) services.wakeWebhooks()
    } catch (error) {
      const message = 'callback NOT STORED: the provider is asked to repeat'
      log.fatal({ provider: id, err: error }, message)
      return notStored('The callback could not be stored. Send it again.')
    }

    // Only now: an acknowledged callback is never sent again, so it must be on disk.
    return answerOf(c, provider)
  }

  return (
    new Hono()
      // MTN comes with PUT as well.
      .on(['POST', 'PUT'], ['/:provider', '/:provider/:key'], receive(false))
      // M-Pesa asks a Paybill's shop before it moves money, in the words in which it tells of it later.
      .post('/:provider/:key/validation', receive(true))
  )
}

function answerOf(c: Context, { answer }: Provider): Response {
  if (!answer) return c.body(null, 204)
  return c.body(answer.body, answer.status, { 'Content-Type': answer.type })
}

const ADVICE = {
  missing: 'There is no signature of the provider’s on this request.',
  mismatch:
    'No signature fits. Compare the secret with the provider’s dashboard; a proxy must not change the body.',
  stale: 'The signature is too old. Is the clock of this machine right?',
  early: 'The signature is from the future. Is the clock of this machine right?',
  address: 'This is the address of no order.',
} as const

/** What a delivery has proven: that it is the provider's, and perhaps of which order. */
type Proof = { orderId?: string }

async function prove(
  provider: Provider,
  { secrets }: ProviderConfig,
  delivery: Delivery,
  { store, now, signingKeys }: Services,
): Promise<Proof | keyof typeof ADVICE> {
  if (provider.trust !== 'address') {
    const publicKey = await publicKeyOf(provider, delivery, signingKeys)
    const verdict = verify(provider, { ...delivery, ...publicKey }, secrets, now() / 1000)
    return verdict === 'valid' ? {} : verdict
  }

  const { key } = delivery
  if (key === undefined) return 'address'
  if (isOrderAddress(key, provider.id, secrets)) return {}
  const orderId = await store.registeredOrder(orderAddressReference(provider.id, key))
  return orderId !== undefined && isOrderAddress(key, provider.id, secrets, orderId)
    ? { orderId }
    : 'address'
}

/** Fetched only from where the provider keeps its certificates. */
async function publicKeyOf(
  { schemes }: Provider,
  delivery: Delivery,
  signingKeys: SigningKeys,
): Promise<Pick<Delivery, 'publicKey'>> {
  const scheme = schemes.find((scheme) => scheme.kind === 'certificate')
  // Nothing is asked for a request that could not be signed.
  if (!scheme?.find(delivery)) return {}
  const address = certificateAddress(scheme, delivery)
  const publicKey = address && (await signingKeys(address, scheme.names))
  return publicKey ? { publicKey } : {}
}

function pathKey(c: Context): { key?: string } {
  const key = c.req.param('key')
  return key === undefined ? {} : { key }
}

/** In their order and case, those that come twice too: for a handler that the shop has already. */
function headersAsTheyCame(c: Context<{ Bindings: Partial<HttpBindings> }>): [string, string][] {
  const { rawHeaders } = c.env.incoming ?? {}
  // A list of names and values in turns; where another server than Node's calls us, there is none.
  return rawHeaders
    ? rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name, rawHeaders[at + 1] ?? '']]))
    : [...c.req.raw.headers]
}

/** What a verified body says, event by event. */
function intakesOf(
  provider: Provider,
  delivery: Delivery,
  proof: Proof,
  { log, now }: Services,
): Intake[] {
  const { id } = provider
  const receivedAt = now()
  const digest = hash('sha256', delivery.body)
  const callback: Callback = {
    provider: id,
    receivedAt,
    evidence: () => evidenceOf(delivery, digest),
  }
  // Who knows one order's address must not use up the events of another; nor what says little of an event,
  // what says more of it.
  const keyOf = (eventId: string) => JSON.stringify([id, proof.orderId ?? '', eventId, digest])

  const updates = read(provider, delivery.body, { headers: delivery.headers, digest })
  if (typeof updates === 'string') {
    log.error(
      { provider: id, digest, code: updates },
      'callback VERIFIED, BUT NOT UNDERSTOOD: kept',
    )
    return [
      { key: keyOf(digest), updates: [], ...proof, callback: { ...callback, unread: updates } },
    ]
  }
  return [...Map.groupBy(updates, ({ eventId }) => eventId)].map(([eventId, said]) => ({
    key: keyOf(eventId),
    updates: said.map((update) => ({ ...update, by: 'provider', provider: id, receivedAt })),
    ...proof,
    callback,
  }))
}
