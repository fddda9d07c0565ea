/** Each provider, asked over a real connection: it sees what vouches for the question, and nobody else ever does. */

import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Asking, Parts } from '../providers/asking.ts'
import { authorized, credentialsIn } from '../providers/authorize.ts'
import {
  answersOf,
  knownOf,
  questionOf,
  textOf,
  type AnswerFile,
} from '../providers/conformance/answers.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { standIn, type Seen } from '../testing/stand-in.ts'
import { Client } from './client.ts'
import { Inquirer, type Inquiry } from './inquiry.ts'
import { transport } from './transport.ts'

/** 2026-11-21 08:31:05 UTC. */
const NOW = 1_795_249_865_000

/** As Coinbase gives it out: the seed, and after it the public key, in base64. */
function ed25519(): string {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  return Buffer.concat([d, x].map((half) => Buffer.from(half, 'base64url'))).toString('base64')
}

/** As an operator enters them: invented. Where there are two, each asks what the other cannot. */
const CREDENTIALS: Record<string, string | string[]> = {
  airtel: 'hushClientId:hushClientSecret:UG:UGX',
  btcpay: 'https://btcpay.example/9CiNzKoANXxmk5ayZngSXrHTiVvvgCrwrpFQd4m2K776:hushApiKey',
  cashfree: 'hushAppId:hushSecret',
  checkoutcom: 'abcd1234:sk_hushSecretKey',
  coinbase: ['hushApiKey', `organizations/hush/apiKeys/hush:${ed25519()}`],
  daraja: 'hushKey:hushSecret:888880:hushPasskey',
  flutterwave: 'hushClientId:hushClientSecret',
  'flutterwave-v3': 'FLWSECK-hushSecretKey-X',
  lemonsqueezy: 'eyJhush.ofThree.Parts',
  midtrans: 'Mid-server-hushServerKey',
  mollie: 'live_hushHUSHhushHUSHhushHUSHhush12',
  'mtn-momo': '99999999-0000-4000-8000-000000000000:hushApiKey:hushSubscription:mtncongo',
  paddle: 'pdl_live_apikey_hushKey',
  paypal: 'hushClientId:hushSecret',
  paystack: 'sk_live_hushSecretKey',
  paytm: 'HUSH0000000000000000:hushMerchantKey0',
  phonepe: 'hushClientId:1:hushClientSecret',
  'phonepe-v1': 'HUSHUAT:00000000-hush-4e2a-8aca-3e6c6aff0399###1',
  razorpay: 'rzp_live_hushKeyId:hushKeySecret',
  square: 'EAAAhushAccessToken',
  'standard-webhooks': 'https://shop.example/payments/{order}/now?for=relay',
  stripe: 'rk_live_hushRestrictedKey',
  xendit: 'xnd_production_hushSecretKey',
}

const CALLBACK_SECRET = `whsec_${Buffer.from('hush hush hush hush hush').toString('base64')}`

const TOKEN = 'hushToken'

/** What a provider says now and then by mistake: it is believed once it insists. */
const MISTAKEN: ReadonlySet<string> = new Set(['merchant_unknown'])

/** Status 0: it hangs up. */
type Answering = (
  seen: Seen,
) => { status: number; headers?: Record<string, string>; text: string } | undefined

type Askable = [id: string, provider: Provider, asking: Asking]

const askable = [...PROVIDERS].flatMap(([id, provider]): Askable[] =>
  provider.asking && !('cannot' in provider.asking) ? [[id, provider, provider.asking]] : [],
)

it('are all of them', () => {
  expect(askable.map(([id]) => id).sort()).toEqual(Object.keys(CREDENTIALS).sort())
})

describe.each(askable)('%s', (id, provider, asking) => {
  const credentials = [CREDENTIALS[id] ?? []].flat().map((text): Parts => {
    const parts = credentialsIn(asking.credentials, text, CALLBACK_SECRET)
    if (!parts) throw new Error(`The credentials are not of the form ${asking.credentials.form}.`)
    return parts
  })
  const files = answersOf(id)

  async function asked(file: AnswerFile, answer: Answering = answering(file)) {
    const bank = await standIn((seen, response) => {
      if (isForToken(asking, seen)) return { access_token: TOKEN, expires_in: 3600 }
      const { status, headers = {}, text } = answer(seen) ?? { status: 404, text: '' }
      if (status === 0) response.socket?.destroy()
      else response.writeHead(status, headers).end(text)
      return undefined
    })
    const sender = transport()
    onTestFinished(() => sender.close())
    const asker = { asking, credentials, where: { base: bank.base } }
    const client = new Client(sender, asker, { now: () => NOW })
    const inquiry = await new Inquirer(provider, asking, client, () => NOW).ask(knownOf(file))
    return { bank, inquiry }
  }

  /** What the provider should be sent, to be answered with this file. */
  function requestFor(file: AnswerFile, base = 'http://bank.example') {
    const question = questionOf(provider, asking, files, file)
    const parts = credentials.find((each) => asking.suits?.(question, each) ?? true) ?? {}
    const token = asking.auth.token && { token: TOKEN }
    return authorized(asking, question, { parts, where: { base }, now: NOW, ...token })
  }

  /** It knows what is in this file, and in those that lead to it. */
  function answering(file: AnswerFile): Answering {
    const before = file.follows === undefined ? undefined : files.get(file.follows)
    const known = [file, ...(before ? [before] : [])].map((each) => {
      const { method, url } = requestFor(each)
      return [`${method} ${url.replace('http://bank.example', '')}`, each] as const
    })
    const byLine = new Map<string, AnswerFile>(known)
    return ({ method, path }) => {
      const found = byLine.get(`${method} ${path}`)
      return found && { ...found, text: textOf(found) }
    }
  }

  it.each([...files])('sees who asks, and tells nobody: %s', async (name, file) => {
    const { bank, inquiry } = await asked(file)
    expect(secretsIn(inquiry, asking, credentials)).toEqual([])

    expect(inquiry.outcome).toBe(MISTAKEN.has(name) ? 'later' : file.outcome)

    const wanted = requestFor(file, bank.base)
    const came = bank.seen.find(
      ({ method, path }) => wanted.method === method && wanted.url === bank.base + path,
    )
    // What has to be random is another each time.
    const again = requestFor(file, bank.base)
    for (const [header, text] of Object.entries(wanted.headers)) {
      const isSame = again.headers[header] === text
      expect(came?.headers[header.toLowerCase()]).toEqual(isSame ? text : expect.any(String))
    }
    if (wanted.body === again.body) expect(came?.body).toBe(wanted.body ?? '')
    else expect(came?.body).toHaveLength(wanted.body?.length ?? 0)
  })

  it.each<[string, Answering]>([
    ['hangs up', () => ({ status: 0, text: '' })],
    ['says all of it back', (seen) => ({ status: 200, text: sayBack(seen) })],
    ['refuses all of it', (seen) => ({ status: 400, text: sayBack(seen) })],
    ['is led astray', (seen) => ({ status: 302, headers: { location: sayBack(seen) }, text: '' })],
  ])('tells nobody, either, where the provider %s', async (_, answer) => {
    const [, file] = [...files][0]!
    const { inquiry } = await asked(file, answer)
    expect(inquiry.requests).toBeGreaterThan(0)
    expect(inquiry.answers).toEqual([])
    expect(secretsIn(inquiry, asking, credentials)).toEqual([])
  })
})

const sayBack = ({ headers, path, body }: Seen): string =>
  JSON.stringify({ ...headers, errorMessage: body, message: path, error: { ...headers } })

function isForToken({ auth: { token } }: Asking, { method, path }: Seen): boolean {
  return token?.method === method && token.path === path
}

/** Countries and currencies are none. */
const SHORT = 4

/** Those that the result has in it, whichever way they are written. */
function secretsIn(
  inquiry: Inquiry,
  { credentials: { open = [] } }: Asking,
  credentials: readonly Parts[],
): string[] {
  const text = JSON.stringify(inquiry)
  const secrets = credentials.flatMap((parts) =>
    Object.entries(parts).flatMap(([name, part]) => (open.includes(name) ? [] : part)),
  )
  return [...secrets, TOKEN].filter(
    (secret) =>
      secret.length > SHORT &&
      [secret, encodeURIComponent(secret), btoa(secret)].some((each) => text.includes(each)),
  )
}
