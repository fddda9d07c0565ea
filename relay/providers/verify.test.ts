/** What a delivery has gone through when it is refused, counted in bytes. */

import { describe, expect, it } from 'vitest'
import { adyen } from './adyen/adyen.ts'
import { coinbase } from './coinbase/coinbase.ts'
import { passedBy } from './conformance/work.ts'
import { PROVIDERS } from './index.ts'
import { bodyOf } from './payload.ts'
import { paypal } from './paypal/paypal.ts'
import type { Provider } from './provider.ts'
import { secretOf } from './secret.ts'
import { isSimulable, sign } from './signature.ts'
import { stripe } from './stripe/stripe.ts'
import { signaturesIn, verify, type Verdict } from './verify.ts'

const NOW = 1_795_219_200
const MIB = 1024 * 1024

const hex = (digit: string) => digit.repeat(64)

/** The verdict, and how many bytes were hashed or parsed for it. */
function judged(
  provider: Provider,
  headers: Record<string, string>,
  body = 'a'.repeat(MIB),
): [Verdict, number] {
  const url = `https://relay.example.com/callbacks/${provider.id}`
  const delivery = { url, headers: new Headers(headers), body: new TextEncoder().encode(body) }
  const secret = secretOf(provider, Buffer.alloc(24, 7))
  const judge = () => verify(provider, delivery, [secret], NOW)
  return [judge(), passedBy(judge)]
}

const signed = (time: number, signature: string) => ({
  'stripe-signature': `t=${time},v1=${signature}`,
})

it('a signature that may be good costs one MAC, however many there are', () => {
  const all = Array.from({ length: 16 }, (_, at) => `v1=${hex(at.toString(16))}`).join(',')
  for (const header of [`t=${NOW},v1=${hex('0')}`, `t=${NOW},${all}`]) {
    const [verdict, bytes] = judged(stripe, { 'stripe-signature': header })
    expect([verdict, bytes]).toEqual(['mismatch', MIB + `${NOW}.`.length])
  }
})

it.each([
  ['none at all', {}, 'missing'],
  ['one of another length', signed(NOW, 'abcd'), 'mismatch'],
  ['what no encoder writes', signed(NOW, hex('A')), 'mismatch'],
  ['one of no time', { 'stripe-signature': `t=soon,v1=${hex('0')}` }, 'mismatch'],
  ['one that is too old', signed(NOW - 301, hex('0')), 'stale'],
] as const)('%s costs none', (_, headers, verdict) => {
  expect(judged(stripe, headers)).toEqual([verdict, 0])
})

it('what names the headers that it signs costs none when it is too old, or names one twice', () => {
  const naming = (time: number, names: string) => ({
    'x-hook0-signature': `t=${time},h=${names},v1=${hex('0')}`,
  })
  expect(judged(coinbase, naming(NOW - 301, 'a'))).toEqual(['stale', 0])
  expect(judged(coinbase, naming(NOW, 'a b A'))).toEqual(['missing', 0])
  expect(judged(coinbase, naming(NOW, 'a b c d e f g h i'))).toEqual(['missing', 0])
  expect(judged(coinbase, naming(NOW, 'a b c d e f g h'))[0]).toBe('mismatch')
})

it('no certificate is asked for a signature that cannot be good', () => {
  const [transmission] = paypal.schemes
  if (transmission?.kind !== 'certificate') throw new Error('PayPal signs otherwise.')
  const found = (time: number, signature: string) =>
    signaturesIn(
      transmission,
      {
        url: '',
        headers: new Headers({
          'paypal-transmission-id': 'x',
          'paypal-transmission-time': new Date(time * 1000).toISOString(),
          'paypal-transmission-sig': signature,
          'paypal-auth-algo': 'SHA256withRSA',
        }),
        body: new Uint8Array(),
      },
      NOW,
    )
  expect(found(NOW - 5 * 86_400, 'AAAA')).toBe('stale')
  expect(found(NOW + 3600, 'AAAA')).toBe('early')
  expect(found(NOW, 'A'.repeat(4097))).toBe('mismatch')
  expect(found(NOW, 'AAAA')).toHaveLength(1)
})

it('of many that are signed each for itself, none is looked at after one that is not good', () => {
  const secret = secretOf(adyen, Buffer.alloc(24, 7))
  const scheme = adyen.schemes.find(isSimulable)
  const payload = adyen.simulate({
    ...{ orderId: 'A-1', status: 'authorized', amount: 100, currency: 'EUR' },
    ...{ payment: 'PSP1', timestamp: NOW, id: 'evt_1' },
  })
  if (!scheme) throw new Error('We cannot sign as Adyen.')
  const { body } = sign(scheme, secret, {
    ...{ url: '', timestamp: NOW, id: 'evt_1', body: bodyOf(adyen, payload).body },
  })
  const [item] = JSON.parse(body).notificationItems
  const bad = JSON.parse(JSON.stringify(item).replace('PSP1', 'PSP2'))
  const cost = (...items: unknown[]) =>
    judged(adyen, {}, JSON.stringify({ notificationItems: items }))
  const many = Array.from({ length: 20 }, () => item)

  const [[first, least], [last, most]] = [cost(bad, ...many), cost(...many, bad)]
  expect([first, last]).toEqual(['mismatch', 'mismatch'])
  expect(most - least).toBeGreaterThan(20 * 'PSP1'.length)
  expect(cost(item, bad, ...many)[1]).toBeLessThan(most)
})

/** Bodies that would have to be read to find what is signed. */
const UNREADABLE: [name: string, body: string][] = [
  ['256 KiB', `{"a":"${'a'.repeat(256 * 1024)}"}`],
  ['4,096 values', `{"a":[${'0,'.repeat(4096)}0]}`],
  ['4,096 brackets', '['.repeat(5000)],
]

describe.each(['adyen', 'midtrans', 'paytm', 'phonepe-v1'])('%s', (id) => {
  const provider = PROVIDERS.get(id)!

  it.each(UNREADABLE)('reads no body of more than %s to find its signature', (_, body) => {
    expect(judged(provider, { 'x-verify': 'x' }, body)).toEqual(['too_large', 0])
  })

  it('reads one of half of that', () => {
    const body = `{"a":["${'a'.repeat(128 * 1024)}"${',0'.repeat(2048)}]}`
    expect(judged(provider, { 'x-verify': 'x' }, body)).toEqual(['missing', expect.any(Number)])
  })
})

it('reads no form of Paytm’s that is longer, or has more fields, than any of theirs', () => {
  const paytm = PROVIDERS.get('paytm')!
  expect(judged(paytm, {}, `CHECKSUMHASH=AAAA&a=${'a'.repeat(16 * 1024)}`)[0]).toBe('too_large')
  expect(judged(paytm, {}, `CHECKSUMHASH=AAAA${'&a=b'.repeat(256)}`)[0]).toBe('too_large')
  expect(judged(paytm, {}, `CHECKSUMHASH=AAAA${'&a=b'.repeat(255)}`)[0]).toBe('mismatch')
})
