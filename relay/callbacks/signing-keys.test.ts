import { X509Certificate } from 'node:crypto'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { signingKeys } from './signing-keys.ts'
import { recording } from '../providers/conformance.ts'

const { leaf, issuer } = v.parse(
  v.object({ leaf: v.string(), issuer: v.string() }),
  JSON.parse(recording('paypal/certificates.json')),
)
const ADDRESS = new URL('https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1')
const HOUR = 3_600_000

/** PayPal's address, as long as it answers; and a clock. */
function world() {
  let now = Date.UTC(2018, 0, 1)
  let answer = () => new Response(leaf)
  const asked: string[] = []
  const get: typeof fetch = async (url) => {
    asked.push(String(url))
    return answer()
  }
  const keys = signingKeys(() => now, get, [issuer])
  return {
    asked,
    key: async (url = ADDRESS) =>
      (await keys(url, ['messageverificationcerts.sandbox.paypal.com']))?.equals(
        new X509Certificate(leaf).publicKey,
      ),
    pass: (ms: number) => void (now += ms),
    answers: (next: () => Response) => void (answer = next),
  }
}

it('a certificate is fetched once an hour', async () => {
  const { key, asked, pass } = world()
  expect([await key(), await key()]).toEqual([true, true])
  expect(asked).toEqual([ADDRESS.href])
  pass(HOUR)
  expect(await key()).toBe(true)
  expect(asked).toHaveLength(2)
})

it('one that was believed still is while it cannot be had, until it has run out', async () => {
  const { key, answers, pass } = world()
  await key()
  answers(() => new Response('', { status: 503 }))
  pass(HOUR)
  expect(await key()).toBe(true)
  pass(24 * 365 * HOUR * 2)
  expect(await key()).toBeUndefined()
})

it('one that cannot be had is no verdict: the provider is to come again', async () => {
  const { key, answers } = world()
  answers(() => new Response('', { status: 503 }))
  await expect(key()).rejects.toThrow('cannot be had')
  answers(() => new Response(leaf.repeat(100)))
  await expect(key()).rejects.toThrow('cannot be had')
  answers(() => new Response(leaf))
  expect(await key()).toBe(true)
})

it('one that is not there is no certificate', async () => {
  const { key, answers } = world()
  answers(() => new Response('Not found', { status: 404 }))
  expect(await key()).toBeUndefined()
})

it('is fetched once for all who ask at the same time', async () => {
  const { key, asked } = world()
  expect(await Promise.all(Array.from({ length: 50 }, () => key()))).not.toContain(undefined)
  expect(asked).toHaveLength(1)
})

it('what is none is not believed, and not remembered', async () => {
  const { key, answers, asked } = world()
  answers(() => new Response('<html>'))
  expect([await key(), await key()]).toEqual([undefined, undefined])
  expect(asked).toHaveLength(2)
})

it('nobody makes us fetch without end', async () => {
  const { key, asked, pass } = world()
  const wanted = Array.from({ length: 50 }, (_, at) => key(new URL(`?${at}`, ADDRESS)))
  const fetched = (await Promise.allSettled(wanted)).filter(({ status }) => status === 'fulfilled')
  expect(fetched).toHaveLength(20)
  expect(asked).toHaveLength(20)
  // Nobody owes for what was refused.
  pass(5_000)
  expect(await key()).toBe(true)
})
