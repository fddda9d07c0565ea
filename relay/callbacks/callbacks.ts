/** `POST /callbacks/:provider`: verify, read, store, tell, answer. In this order. */

import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { clientAddress, isWithin } from '../access/client-address.ts'
import { callbackUrl, settingOf, type ReachedConfig } from '../config/config.ts'
import type { Dispatch } from '../dispatch.ts'
import { notStored, problem } from '../http/problem.ts'
import type { Log } from '../log.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Delivery, Provider } from '../providers/provider.ts'
import { prove, type Judges, type Proof } from './proof.ts'
import { intakesOf } from './reading.ts'

interface Parts extends Judges {
  config: Pick<ReachedConfig, 'publicUrl' | 'providers' | 'forwards' | 'trustProxy'>
  dispatch: Pick<Dispatch, 'apply'>
  log: Log
}

/** A delivery that is the provider's. */
interface Verified {
  provider: Provider
  delivery: Delivery
  proof: Proof
}

export function callbacks(parts: Parts): Hono {
  const { config, dispatch, log, now } = parts

  /** Who calls, and with what; or the answer to whoever is not believed. */
  async function verified(c: Context): Promise<Verified | Response> {
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

    const delivery: Delivery = {
      url: callbackUrl(settings, config.publicUrl, id),
      headers: c.req.raw.headers,
      body: new Uint8Array(await c.req.arrayBuffer()),
      ...pathKey(c),
    }
    const proof = await prove(provider, settings, delivery, parts)
    if ('refused' in proof) {
      log.warn({ provider: id, verdict: proof.refused }, 'callback refused: not verified')
      return problem('not_verified', ADVICE[proof.refused])
    }
    return 'lacks' in proof
      ? sendAgain(id, proof.lacks, proof.error)
      : { provider, delivery, proof }
  }

  /** The provider tells of an event. */
  async function told(c: Context): Promise<Response> {
    const call = await verified(c)
    if (call instanceof Response) return call
    const { provider, delivery, proof } = call
    const { id } = provider
    const intakes = intakesOf(provider, delivery, proof, now(), log)
    const forward = config.forwards.has(id)
      ? { provider: id, headers: headersAsTheyCame(c), body: delivery.body }
      : undefined
    try {
      await dispatch.apply(intakes, { forward })
    } catch (error) {
      return sendAgain(id, 'store', error)
    }
    // Only now: an acknowledged callback is never sent again, so it must be on disk.
    return answerOf(c, provider)
  }

  /** M-Pesa asks a Paybill's shop before it moves money, in the words in which it tells of it later. */
  async function asked(c: Context): Promise<Response> {
    const call = await verified(c)
    return call instanceof Response ? call : answerOf(c, call.provider)
  }

  /** It may be the provider's, and is not kept: the fault is ours, and may pass. */
  function sendAgain(provider: string, lacking: keyof typeof LACKING, error: unknown): Response {
    const { message, detail } = LACKING[lacking]
    log.fatal({ provider, err: error }, `${message}: the provider is asked to repeat`)
    return notStored(`${detail} Send it again.`)
  }

  return (
    new Hono()
      // MTN comes with PUT as well.
      .on(['POST', 'PUT'], ['/:provider', '/:provider/:key'], told)
      .post('/:provider/:key/validation', asked)
  )
}

const LACKING = {
  store: { message: 'callback NOT STORED', detail: 'The callback could not be stored.' },
  certificate: {
    message: 'callback NOT STORED, FOR WANT OF A CERTIFICATE',
    detail: 'The certificate that it is signed with cannot be had.',
  },
} as const

const ADVICE = {
  missing: 'There is no signature of the provider’s on this request.',
  mismatch:
    'No signature fits. Compare the secret with the provider’s dashboard; a proxy must not change the body.',
  stale: 'The signature is too old. Is the clock of this machine right?',
  early: 'The signature is from the future. Is the clock of this machine right?',
  address: 'This is the address of no order.',
} as const

function answerOf(c: Context, { answer }: Provider): Response {
  if (!answer) return c.body(null, 204)
  return c.body(answer.body, answer.status, { 'Content-Type': answer.type })
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
