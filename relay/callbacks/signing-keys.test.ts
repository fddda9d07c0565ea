import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { signingKeys, StrangersCertificate } from './signing-keys.ts'
import { memoryStore } from '../store/memory.ts'
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
  let answer: () => Response | Promise<Response> = () => new Response(leaf)
  const asked: string[] = []
  const get: typeof fetch = async (url) => {
    asked.push(String(url))
    return answer()
  }
  const store = memoryStore()
  const started = () => signingKeys({ store, now: () => now, get, roots: [issuer] })
  let keys = started()
  return {
    asked,
    /** A process of the same store, which knows nothing else. */
    restart: () => void (keys = started()),
    key: async (url = ADDRESS) =>
      (await keys(url, ['messageverificationcerts.sandbox.paypal.com']))?.equals(
        new X509Certificate(leaf).publicKey,
      ),
    pass: (ms: number) => void (now += ms),
    answers: (next: () => Response | Promise<Response>) => void (answer = next),
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

it.each([403, 408, 429, 500, 503])('one that is answered with %i may be there', async (status) => {
  const { key, answers } = world()
  answers(() => new Response('', { status }))
  await expect(key()).rejects.toThrow('cannot be had')
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

const madeUp = (at: number): URL => new URL(`${ADDRESS.pathname}-${at}`, ADDRESS)

/** Fifty strangers, each with an address of his own that never answers. */
const flood = ({ key }: Pick<ReturnType<typeof world>, 'key'>) =>
  Promise.allSettled(Array.from({ length: 50 }, (_, at) => key(madeUp(at))))

it('one that was believed never waits behind addresses that strangers make up', async () => {
  const { key, answers, asked, pass } = world()
  await key()
  pass(HOUR)
  answers(() => new Response('', { status: 503 }))
  await flood({ key })
  answers(() => new Response(leaf))
  const before = asked.length
  expect(await key()).toBe(true)
  expect(asked.slice(before)).toEqual([ADDRESS.href])
})

it('nor in a process that has just started, among them or without a network', async () => {
  const { key, answers, asked, restart } = world()
  await key()
  restart()
  answers(() => new Response('', { status: 503 }))
  await flood({ key })
  expect(await key()).toBe(true)
  expect(asked.at(-1)).toBe(ADDRESS.href)
  expect(await key()).toBe(true)
})

it('one that strangers made up is told from one that was believed', async () => {
  const { key, answers } = world()
  answers(() => Promise.reject(new TypeError('fetch failed')))
  await expect(key()).rejects.toBeInstanceOf(StrangersCertificate)
})

it('a store that fails is asked again, and keeps nobody from being believed', async () => {
  const store = memoryStore()
  let fails = true
  const keys = signingKeys({
    store: {
      certificates: () => (fails ? Promise.reject(new Error('disk')) : store.certificates()),
      keepCertificates: () => Promise.reject(new Error('disk')),
    },
    now: () => Date.UTC(2018, 0, 1),
    get: async () => (fails ? new Response(leaf) : new Response('', { status: 503 })),
    roots: [issuer],
  })
  const names = ['messageverificationcerts.sandbox.paypal.com']
  expect(await keys(ADDRESS, names)).toBeDefined()
  fails = false
  await store.keepCertificates(new Map([[madeUp(1).href, leaf]]))
  expect(await keys(madeUp(1), names)).toBeDefined()
})

it('is fetched of the address itself, and of none that it leads to', async () => {
  let followed = false
  const server = createServer((request, response) => {
    if (request.url === '/elsewhere') followed = true
    response.writeHead(302, { Location: '/elsewhere' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = v.parse(v.object({ port: v.number() }), server.address())
  const keys = signingKeys({ store: memoryStore(), now: Date.now })
  await expect(keys(new URL(`http://127.0.0.1:${port}/cert`), [])).rejects.toThrow('fetch failed')
  expect(followed).toBe(false)
  server.close()
})
