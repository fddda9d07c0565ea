/** A provider's request, whoever took it in: verify, read, store, tell. In this order. */

import type { IncomingMessage } from 'node:http'
import { clientAddress, isWithin } from '../access/client-address.ts'
import { callbackUrl, settingOf, type ReachedConfig } from '../config/config.ts'
import type { Dispatch } from '../dispatch.ts'
import { notStored, problem } from '../http/problem.ts'
import type { Tell } from '../telemetry/happening.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Delivery, HeaderReader, Provider } from '../providers/provider.ts'
import { paired } from './raw-headers.ts'
import { prove, type Judges, type Proof } from './proof.ts'
import { intakesOf } from './reading.ts'
import type { Store } from '../store/store.ts'
import { tellOutcome } from './outcome.ts'
import { whoseShop } from './whose-shop.ts'

interface Parts extends Judges {
  config: Pick<ReachedConfig, 'publicUrl' | 'providers' | 'forwards' | 'trustProxy'>
  store: Judges['store'] & Pick<Store, 'keptAs'>
  dispatch: Pick<Dispatch, 'apply'>
  tell: Tell
}

/** One request to a callback address. */
export interface Arrival {
  provider: string
  /** The last segment of an address that is itself the proof. */
  key?: string
  headers: HeaderReader
  /** As Node has it; where another server than Node's calls us, there is none. */
  incoming: IncomingMessage | undefined
  body(): Uint8Array | Promise<Uint8Array>
}

/** Each resolves with what is wrong, or with nothing: then the provider hears what it expects. */
export interface Receiver {
  /** The provider tells of an event, which is on disk by then. */
  told(arrival: Arrival): Promise<Response | undefined>
  /** M-Pesa asks a Paybill's shop before it moves money, in the words in which it tells of it later. */
  asked(arrival: Arrival): Promise<Response | undefined>
}

/** A delivery that is the provider's. */
interface Verified {
  provider: Provider
  delivery: Delivery
  proof: Proof
}

export function receiver(parts: Parts): Receiver {
  const { config, dispatch, tell, now } = parts

  /** Who calls, and with what; or the answer to whoever is not believed. */
  async function verified(arrival: Arrival): Promise<Verified | Response> {
    const { key, headers, incoming } = arrival
    const provider = PROVIDERS.get(arrival.provider)
    const settings = provider && config.providers.get(provider.id)
    if (!provider || !settings) {
      if (provider) tell({ type: 'provider_off', provider: provider.id })
      const setting = provider ? `CALLBACK_SECRET_${settingOf(provider.id)}` : 'GET /healthz'
      return problem('provider_off', `Nobody listens here. See ${setting}.`)
    }
    const { id } = provider
    const addressOf = () =>
      clientAddress(
        headers.get('x-forwarded-for'),
        incoming?.socket.remoteAddress,
        config.trustProxy,
      )
    if (settings.ips && !isWithin(settings.ips, addressOf())) {
      tell({ type: 'callback_refused', provider: id, why: 'callback_ips', from: addressOf() })
      return problem('not_verified', 'The address is none of the provider’s.')
    }

    const delivery: Delivery = {
      url: callbackUrl(settings, config.publicUrl, id),
      headers,
      body: await arrival.body(),
      ...(key !== undefined && { key }),
    }
    const proof = await prove(provider, settings, delivery, parts)
    if ('refused' in proof) {
      tell({ type: 'callback_refused', provider: id, why: proof.refused, from: addressOf() })
      return problem('not_verified', ADVICE[proof.refused])
    }
    return 'lacks' in proof
      ? sendAgain(id, proof.lacks, proof.error)
      : { provider, delivery, proof }
  }

  /** It may be the provider's, and is not kept: the fault is ours, and may pass. */
  function sendAgain(provider: string, lacks: keyof typeof LACKING, err: unknown): Response {
    tell({ type: 'callback_not_stored', provider, lacks, err })
    return notStored(`${LACKING[lacks]} Send it again.`)
  }

  return {
    async told(arrival) {
      const began = performance.now()
      const call = await verified(arrival)
      if (call instanceof Response) return call
      const { provider, delivery, proof } = call
      const { id } = provider
      const shop = whoseShop(provider, delivery.body, config.providers.get(id)?.only ?? [])
      const intakes = intakesOf(provider, delivery, { ...proof, ...shop }, now())
      const forward = config.forwards.has(id)
        ? { provider: id, headers: headersAsTheyCame(arrival), body: delivery.body }
        : undefined
      try {
        const changed = await dispatch.apply(intakes, { forward })
        const ms = performance.now() - began
        void tellOutcome({ provider: id, intakes, changed, ms }, parts)
      } catch (error) {
        return sendAgain(id, 'store', error)
      }
      // Only now: an acknowledged callback is never sent again, so it must be on disk.
      return undefined
    },
    async asked(arrival) {
      const call = await verified(arrival)
      return call instanceof Response ? call : undefined
    },
  }
}

const LACKING = {
  store: 'The callback could not be stored.',
  certificate: 'The certificate that it is signed with cannot be had.',
} as const

const ADVICE = {
  missing: 'There is no signature of the provider’s on this request.',
  mismatch:
    'No signature fits. Compare the secret with the provider’s dashboard; a proxy must not change the body.',
  stale: 'The signature is too old. Is the clock of this machine right?',
  early: 'The signature is from the future. Is the clock of this machine right?',
  address: 'This is the address of no order.',
} as const

/** For a handler that the shop has already. */
const headersAsTheyCame = ({ incoming, headers }: Arrival): [string, string][] =>
  incoming ? paired(incoming.rawHeaders) : [...headers]
