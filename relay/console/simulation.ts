/** Callbacks as the providers that are on would send them, signed as they sign: for the page's *Simulate*. */

import * as v from 'valibot'
import { callbackUrl, type ProviderConfig } from '../config/config.ts'
import { RelayError } from '../http/problem.ts'
import { isOrderId, STATUSES } from '../protocol.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { simulatedCallback, type SimulatedCallback } from '../providers/simulated-callback.ts'
import { unreachable } from './forward.ts'
import type { ConsoleParts } from './parts.ts'

export const Wanted = v.object({
  provider: v.string(),
  order: v.custom<string>(isOrderId, 'must name an order, such as ORD-1205'),
  status: v.picklist(STATUSES),
  /** Minor units. */
  amount: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, such as KES')),
  /** The same bytes, so many times. */
  times: v.exactOptional(v.picklist([1, 2]), 1),
  /** Somebody was asked whether a relay that the world reaches should believe it. */
  sure: v.exactOptional(v.boolean(), false),
})

/** One that was sent, its proof masked where that is worth keeping, and what it was answered. */
interface Sent {
  request: { method: 'POST'; url: string; headers: Record<string, string>; body: string }
  answers: { status: number; body: string; ms: number }[]
}

/** The providers that are on, and can be simulated here. */
export const offered = ({ config, signsCertificates }: ConsoleParts) =>
  [...config.providers.keys()]
    .flatMap((id) => PROVIDERS.get(id) ?? [])
    .map((provider) => {
      const { id, name, trust, statuses, currency = null } = provider
      const isOwn = signsCertificates === true || !needsCertificate(provider)
      return { id, name, trust, statuses: isOwn ? statuses : [], currency }
    })

const needsCertificate = ({ schemes }: Provider): boolean =>
  schemes.some(({ kind }) => kind === 'certificate')

export async function simulate(
  parts: ConsoleParts,
  isPublic: boolean,
  wanted: v.InferOutput<typeof Wanted>,
): Promise<Sent> {
  const { config, relay } = parts
  const { provider: id, order: orderId, status, amount, currency, times, sure } = wanted
  const { provider, settings, secret } = turnedOn(parts, id)
  if (isPublic && !sure) {
    const warning = `The relay at ${config.publicUrl} will believe that ${orderId} becomes "${status}".`
    throw new RelayError('forbidden', `${warning} Say "sure": true if that is wanted.`)
  }
  if (!provider.statuses.includes(status)) {
    throw new RelayError('invalid_request', `${provider.name} has no event for "${status}".`)
  }
  const url = callbackUrl(settings, config.publicUrl, id)
  const event = { url, orderId, status, amount, currency }
  const callback = simulatedCallback(provider, secret, event, Date.now())
  const answers = []
  for (let time = 0; time < times; time++) {
    answers.push(await send(relay, `/callbacks/${id}${callback.path}`, callback))
  }
  return { request: masked(callback, provider, `${relay}/callbacks/${id}`), answers }
}

function turnedOn({ config, signsCertificates }: ConsoleParts, id: string) {
  const provider = PROVIDERS.get(id)
  const settings: ProviderConfig | undefined = config.providers.get(id)
  const [secret] = settings?.secrets ?? []
  if (!provider || !settings || secret === undefined) {
    throw new RelayError('provider_off', `"${id}" is not on in the settings.`)
  }
  if (needsCertificate(provider) && !signsCertificates) {
    const why = `${provider.name} signs with a key that only ${provider.name} has`
    throw new RelayError('invalid_request', `${why}: use its own simulator.`)
  }
  return { provider, settings, secret }
}

async function send(relay: string, path: string, { headers, body }: SimulatedCallback) {
  const began = performance.now()
  const answer = await fetch(relay + path, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
  }).catch(() => undefined)
  if (!answer) throw new RelayError('unavailable', unreachable(relay))
  const text = await answer.text()
  return {
    status: answer.status,
    body: text,
    ms: Math.round((performance.now() - began) * 10) / 10,
  }
}

/** What proves the bytes may be seen; what proves who sends them opens more than this. */
function masked({ path, headers, body }: SimulatedCallback, { trust }: Provider, url: string) {
  const isShown = trust === 'signed-body' || trust === 'signed-fields'
  const shown = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    isShown || /^content-type$/i.test(name) ? value : '…',
  ])
  return {
    method: 'POST' as const,
    url: path === '' ? url : `${url}/…`,
    headers: Object.fromEntries(shown),
    body,
  }
}
