/** A provider's request, whoever took it in: verify, read, store, tell. In this order. */

import type { IncomingMessage } from 'node:http'
import { clientAddress, hopsIn, isWithin } from '../access/client-address.ts'
import { recognized } from '../access/recognized.ts'
import { callbackUrl, settingOf, type ReachedConfig } from '../config/config.ts'
import type { Dispatch } from '../dispatch.ts'
import { notStored, problem } from '../http/problem.ts'
import { nearest } from '../nearest.ts'
import type { Happening, Tell } from '../telemetry/happening.ts'
import { PROVIDERS } from '../providers/index.ts'
import { isOrderAddressKey } from '../providers/order-address.ts'
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

/** One request to a callback address, before its body. */
interface Head {
  provider: string
  /** The last segment of an address that is itself the proof. */
  key?: string
  headers: HeaderReader
  /** As Node has it; where another server than Node's calls us, there is none. */
  incoming: IncomingMessage | undefined
}

export interface Arrival extends Head {
  body(): Uint8Array | Promise<Uint8Array>
}

/** Each resolves with what is wrong, or with nothing: then the provider hears what it expects. */
export interface Receiver {
  /** What is wrong for all that the body may say. */
  turnsAway(head: Head): Response | undefined
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

  const settingsOf = ({ provider }: Head) => config.providers.get(provider)

  const addressOf = ({ headers, incoming }: Head): string | undefined =>
    clientAddress(headers.get('x-forwarded-for'), incoming?.socket.remoteAddress, config.trustProxy)

  const refused = (head: Head, why: Refusal): void =>
    tell({ type: 'callback_refused', provider: head.provider, why, address: addressOf(head) })

  function turnsAway(head: Head): Response | undefined {
    const provider = PROVIDERS.get(head.provider)
    const settings = settingsOf(head)
    if (!provider) {
      const meant = nearest(head.provider, PROVIDERS.keys())
      tell({ type: 'provider_unknown', ...(meant && { meant }), address: addressOf(head) })
      return problem(
        'provider_off',
        `There is no provider of this name.${meant ? ` Did you mean "${meant}"?` : ''}`,
      )
    }
    if (!settings) {
      const { id } = provider
      tell({ type: 'provider_off', provider: id })
      return problem('provider_off', `Nobody listens here. See CALLBACK_SECRET_${settingOf(id)}.`)
    }
    if (settings.ips) {
      const address = addressOf(head)
      if (address === undefined || !isWithin(settings.ips, address)) {
        const seen = hopsIn(head.headers.get('x-forwarded-for')).length
        const proxies = { seen, trusted: config.trustProxy }
        tell({
          type: 'callback_refused',
          provider: provider.id,
          why: 'callback_ips',
          address,
          proxies,
        })
        return problem('not_verified', 'The address is none of the provider’s.')
      }
    }
    if (provider.trust === 'address' && !isOrderAddressKey(head.key ?? '')) {
      refused(head, 'address')
      return problem('not_verified', ADVICE.address)
    }
    return undefined
  }

  /** Who calls, and with what; or the answer to whoever is not believed. */
  async function verified(arrival: Arrival): Promise<Verified | Response> {
    const wrong = turnsAway(arrival)
    if (wrong) return wrong
    const provider = PROVIDERS.get(arrival.provider)
    const settings = settingsOf(arrival)
    if (!provider || !settings) throw new Error('A provider that is off was not turned away.')
    const { id } = provider
    const { key, headers } = arrival
    const said = await prove(
      provider,
      settings,
      {
        url: callbackUrl(settings, config.publicUrl, id),
        headers,
        body: arrival.body,
        ...(key !== undefined && { key }),
      },
      parts,
    )
    if ('refused' in said) {
      refused(arrival, said.refused)
      const code = said.refused === 'too_large' ? 'too_large' : 'not_verified'
      return problem(code, ADVICE[said.refused])
    }
    if ('proof' in said) {
      recognized(arrival.incoming)
      return { provider, ...said }
    }
    // Anybody names a certificate that cannot be had: it may be the provider's newest, and is no fault of ours.
    if (said.lacks === 'strangers_certificate') {
      refused(arrival, 'certificate')
      return notStored(`${LACKING.certificate} Send it again.`)
    }
    return sendAgain(id, said.lacks, said.error)
  }

  /** It may be the provider's, and is not kept: the fault is ours, and may pass. */
  function sendAgain(provider: string, lacks: keyof typeof LACKING, err: unknown): Response {
    tell({ type: 'callback_not_stored', provider, lacks, err })
    return notStored(`${LACKING[lacks]} Send it again.`)
  }

  return {
    turnsAway,
    async told(arrival) {
      const call = await verified(arrival)
      if (call instanceof Response) return call
      // Not before: how fast a body comes is the network's.
      const began = performance.now()
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

/** Why a callback is refused, in the words of the log. */
type Refusal = Extract<Happening, { type: 'callback_refused' }>['why']

const ADVICE = {
  missing: 'There is no signature of the provider’s on this request.',
  too_large:
    'More would have to be read to find its signature than the provider sends: 256 KiB, 4,096 values or 256 form fields at most.',
  mismatch:
    'No signature fits. Compare the secret with the provider’s dashboard; a proxy must not change the body.',
  stale: 'It says that it was signed too long ago. Is the clock of this machine right?',
  early: 'It says that it was signed in the future. Is the clock of this machine right?',
  address: 'This is the address of no order.',
} as const

/** For a handler that the shop has already. */
const headersAsTheyCame = ({ incoming, headers }: Arrival): [string, string][] =>
  incoming ? paired(incoming.rawHeaders) : [...headers]
