import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import * as v from 'valibot'
import { afterEach, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { tokens } from './token.ts'

const SECRET = 'a-token-secret-of-no-less-than-32-bytes'
const SECOND = 1000

let keys: string
let tokenOf: (kid: string) => Promise<string>

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'a' }] })
  tokenOf = (kid) =>
    new SignJWT({ orders: ['A'] })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setAudience('payment-status')
      .setExpirationTime(Math.floor(Date.now() / SECOND) + 86_400)
      .sign(privateKey)
})
afterEach(() => void vi.useRealTimers())

/** A relay's tokens, with the merchant's keys at a real address; and a clock. */
async function world() {
  let answer: RequestListener = (_, response) => response.end(keys)
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    answer(request, response)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close().closeAllConnections())
  await once(server, 'listening')
  const { port } = v.parse(v.object({ port: v.number() }), server.address())
  const { read } = tokens([SECRET], { jwksUrl: new URL(`http://127.0.0.1:${port}/jwks.json`) })
  vi.useFakeTimers({ toFake: ['Date'] })
  return {
    asked: () => asked,
    answers: (next: RequestListener) => void (answer = next),
    pass: (ms: number) => void vi.setSystemTime(Date.now() + ms),
    opens: async (kid = 'a') => {
      const grant = await read(await tokenOf(kid), Date.now())
      return typeof grant === 'string' ? grant : grant.orders
    },
  }
}

/** What is no answer. */
const OUTAGES: [name: string, answer: RequestListener][] = [
  ['fails', (_, response) => response.writeHead(500).end()],
  ['breaks off', (_, response) => response.destroy()],
  ['leads elsewhere', (_, response) => response.writeHead(302, { Location: '/there' }).end(keys)],
  ['is no JSON', (_, response) => response.end('<html>')],
  ['is no set of keys', (_, response) => response.end('{"keys":1}')],
  [
    'is endless',
    (_, response) => response.end(keys.replace('{', `{"a":"${'a'.repeat(300 * 1024)}",`)),
  ],
]

it.each(OUTAGES)('a token is not at fault where the address of the keys %s', async (_, answer) => {
  const { opens, answers, asked, pass } = await world()
  answers(answer)
  await expect(opens()).rejects.toBeInstanceOf(Error)
  await expect(opens()).rejects.toBeInstanceOf(Error)
  // Asked anew for each token, an address that fails would be asked without end.
  expect(asked()).toBe(1)
  answers((_, response) => response.end(keys))
  pass(30 * SECOND)
  expect(await opens()).toEqual(['A'])
  expect(asked()).toBe(2)
})

it.each(OUTAGES)('keys that were had serve for an hour where it then %s', async (_, answer) => {
  const { opens, answers, pass } = await world()
  expect(await opens()).toEqual(['A'])
  answers(answer)
  for (let minutes = 11; minutes < 60; minutes += 11) {
    pass(11 * 60 * SECOND)
    expect(await opens()).toEqual(['A'])
  }
  pass(15 * 60 * SECOND)
  await expect(opens()).rejects.toBeInstanceOf(Error)
})

it('an unknown key is asked for once in a while, however many tokens name one', async () => {
  const { opens, asked, pass } = await world()
  expect(await opens()).toEqual(['A'])
  const strangers = () =>
    Promise.all(Array.from({ length: 200 }, (_, at) => opens(`stranger-${at}`)))
  expect(new Set(await strangers())).toEqual(new Set(['signature']))
  expect(asked()).toBe(1)
  pass(31 * SECOND)
  await strangers()
  expect(asked()).toBe(2)
  expect(await opens()).toEqual(['A'])
})
