/** What looks like a provider's callback: good ones of all providers, changed; and who of them may be believed. */

import fc from 'fast-check'
import { PROVIDERS } from '../../../providers/index.ts'
import type { Provider } from '../../../providers/provider.ts'
import { simulatedCallback } from '../../../providers/simulated-callback.ts'
import { parseJson } from '../../../protocol.ts'
import { edited, spoilt, TEXT } from '../hostile.ts'
import { CANARY, SECRETS } from '../target.ts'

/** A request to a callback address. */
export interface Sent {
  path: string
  headers: Record<string, string>
  body: string
}

export interface Good extends Sent {
  provider: Provider
  /** What it tells of. */
  order: string
}

/** Where callbacks of the provider come. */
export const callbackUrlOf = (port: number, { id }: Provider): string =>
  `http://localhost:${port}/callbacks/${id}`

/** What each provider may tell of an order, signed as it signs, at `now`, in ms since 1970. */
export const goodOnes = (port: number, now = Date.now()): Good[] =>
  [...PROVIDERS.values()].flatMap((provider) =>
    provider.statuses.map((status) => {
      const { id, currency = 'KES' } = provider
      const order = `${id}.${status}`
      const { path, ...sent } = simulatedCallback(
        provider,
        SECRETS.get(id) ?? '',
        {
          url: callbackUrlOf(port, provider),
          ...{ orderId: order, status, amount: 500_100, currency },
        },
        now,
      )
      return { provider, order, path: `/callbacks/${id}${path}`, ...sent }
    }),
  )

/** As it goes over the wire. */
export const requestOf = ({ path, headers, body }: Sent): Buffer => {
  const payload = Buffer.from(body)
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${payload.length}`,
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), payload])
}

const HEADER = [
  ...['', '0', ',', 't=,v1=', 't=1,=,=,=', 'v1,', `v1,${CANARY}`, CANARY, 'a'.repeat(4_000)],
  ...['t=1,h=a a a a,v0=00', '00==', 'Basic Og==', '=?utf-8?q?x?='],
]

/** One of them with its headers, body and address changed, or another's in their place. */
export function changed(good: readonly Good[]): fc.Arbitrary<Sent> {
  const one = fc.constantFrom(...good)
  return one.chain((sent) => {
    const names = [...Object.keys(sent.headers), 'Content-Type', 'X-Forwarded-For']
    const own = fc.constantFrom(...Object.values(sent.headers), '')
    // Cut, in another case, and said twice, it is nearly as good.
    const nearly = fc
      .tuple(own, fc.nat(40))
      .map(
        ([text, cut]) =>
          [text.slice(0, -cut - 1), text.toUpperCase(), `${text}, ${text}`][cut % 3] ?? '',
      )
    const header = fc.oneof(nearly, edited(own, { most: 2 }), fc.constantFrom(...HEADER), TEXT)
    return fc
      .record({
        path: fc.oneof(
          { weight: 6, arbitrary: fc.constant(sent.path) },
          one.map(({ path }) => path),
          edited(fc.constant(sent.path), { most: 1 }),
        ),
        headers: fc.dictionary(fc.constantFrom(...names), header, { maxKeys: 3 }),
        body: fc.oneof(
          { weight: 3, arbitrary: fc.constant(sent.body) },
          { weight: 2, arbitrary: edited(fc.constant(sent.body)) },
          { weight: 2, arbitrary: spoilt(fc.constant(payloadIn(sent.body))).map(textOf) },
          one.map(({ body }) => body),
          TEXT,
        ),
      })
      .map(({ headers, ...more }) => ({ ...more, headers: { ...sent.headers, ...headers } }))
  })
}

const payloadIn = (body: string): unknown => parseJson(body) ?? body

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

/** Whether something that the provider made vouches for it: all that its trust is put in is as it was. */
export const isVouched = (sent: Sent, provider: Provider, good: readonly Good[]): boolean =>
  good.some((each) => each.provider === provider && VOUCHES[trustIn(provider)](sent, each))

/** PhonePe's first one signs a member of the body. */
const trustIn = ({ id, trust }: Provider) => (id === 'phonepe-v1' ? 'signed-fields' : trust)

const VOUCHES: Record<Provider['trust'], (sent: Sent, good: Good) => boolean> = {
  'signed-body': (sent, good) => isSame(sent.body, good.body) && hasSignature(sent, good),
  // Which fields those are, and that no other counts, conformance.ts holds.
  'signed-fields': hasSignature,
  token: hasSignature,
  address: (sent, good) => sent.path.includes(good.path.split('/').at(-1) ?? ' '),
}

const isSame = (one: string, other: string): boolean => Buffer.from(one).equals(Buffer.from(other))

/** The longest word of what carries it: as good as the signature. */
function hasSignature(sent: Sent, good: Good): boolean {
  const carriers = Object.entries(good.headers).filter(([name]) => CARRIER.test(name))
  if (carriers.length === 0) return wordsIn(good.body).some((word) => sent.body.includes(word))
  const of = (wanted: string) =>
    Object.entries(sent.headers)
      .filter(([name]) => name.toLowerCase() === wanted.toLowerCase())
      .map(([, value]) => value)
      .join()
  return carriers.every(([name, value]) => of(name).includes(longest(value)))
}

const CARRIER = /sig|authorization|token|hash|verify|checksum/i

const longest = (text: string): string =>
  text.split(/[\s,;=]+/).reduce((most, word) => (word.length > most.length ? word : most), '')

/** Long enough for a MAC: one of them is. */
const wordsIn = (body: string): string[] => body.match(/[A-Za-z\d+/%]{40,}/g) ?? []
