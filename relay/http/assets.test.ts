import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { readAssets } from './assets.ts'
import { memoryStore } from '../store/memory.ts'
import { ask } from '../testing/client.ts'
import { startRelay } from '../testing/relay.ts'

const SCRIPT = "export * from './payment-status.0a1b2c3d.js'\n"

/** What a build leaves: the script, what it leads to, a language, and the demo. */
function built(): string {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'demo'))
  writeFileSync(join(folder, 'payment-status.js'), SCRIPT)
  writeFileSync(join(folder, 'payment-status.0a1b2c3d.js'), 'export {}')
  writeFileSync(join(folder, 'payment-status-sw.4e5f6a7b.js'), 'export {}')
  writeFileSync(join(folder, 'index.html'), '<h1>Demo</h1>')
  writeFileSync(join(folder, 'demo/demo.8c9d0e1f.js'), 'export {}')
  return folder
}

/** As it goes over the wire. */
async function sentAs(encoding: string, url: string) {
  const asked = request(url, { headers: { 'Accept-Encoding': encoding } }).end()
  const response = await new Promise<IncomingMessage>((resolve) => asked.on('response', resolve))
  return { encoding: response.headers['content-encoding'], body: await buffer(response) }
}

it('serves the script under its name, to be asked for again each time', async () => {
  const relay = await startRelay({}, { assets: readAssets(built()) })
  const { status, headers, body } = await ask(`${relay.url}/payment-status.js`)
  expect({ status, body }).toEqual({ status: 200, body: SCRIPT })
  expect(headers.get('Content-Type')).toMatch(/^text\/javascript/)
  expect(headers.get('Cache-Control')).toBe('no-cache')
  expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
  expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin')
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff')

  const tag = headers.get('ETag') ?? ''
  for (const known of [tag, `W/${tag}`]) {
    const again = await ask(`${relay.url}/payment-status.js`, {
      headers: { 'If-None-Match': known },
    })
    expect(again.status).toBe(304)
    expect(again.headers.get('Access-Control-Allow-Origin')).toBe('*')
  }
  const other = await ask(`${relay.url}/payment-status.js`, { headers: { 'If-None-Match': '"x"' } })
  expect(other.status).toBe(200)
})

it('serves what the script leads to for ever, to every origin', async () => {
  const relay = await startRelay({}, { assets: readAssets(built()) })
  for (const name of ['payment-status.0a1b2c3d.js', 'payment-status-sw.4e5f6a7b.js']) {
    const { status, headers } = await ask(`${relay.url}/${name}`, {
      headers: { Origin: 'https://stranger.example.com' },
    })
    expect(status).toBe(200)
    expect(headers.get('Cache-Control')).toMatch(/max-age=31536000.*immutable/)
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
  }
})

it('serves the demo to nobody', async () => {
  const relay = await startRelay({}, { assets: readAssets(built()) })
  for (const path of ['', 'index.html', 'demo/demo.8c9d0e1f.js', '../package.json']) {
    expect((await ask(`${relay.url}/${path}`)).status).toBe(404)
  }
})

it('sends it small to whoever takes that', async () => {
  const relay = await startRelay({}, { assets: readAssets(built()) })
  const small = await sentAs('br, gzip', `${relay.url}/payment-status.js`)
  expect(small.encoding).toBe('gzip')
  expect(gunzipSync(small.body).toString()).toBe(SCRIPT)
  const plain = await sentAs('identity', `${relay.url}/payment-status.js`)
  expect(plain).toMatchObject({ encoding: undefined })
  expect(plain.body.toString()).toBe(SCRIPT)
})

it('serves what an earlier version had, to pages that were opened before the upgrade', async () => {
  const store = memoryStore()
  const before = await startRelay({}, { assets: readAssets(built()), store })
  const name = 'payment-status-sw.4e5f6a7b.js'
  const then = await ask(`${before.url}/${name}`)

  const after = await startRelay({}, { store })
  const names = [name, 'payment-status.0a1b2c3d.js']
  for (const each of names) {
    const { status, headers, body } = await ask(`${after.url}/${each}`, {
      headers: { Origin: 'https://stranger.example.com' },
    })
    expect({ status, body }).toEqual({ status: 200, body: then.body })
    expect(headers.get('Content-Type')).toMatch(/^text\/javascript/)
    expect(headers.get('Cache-Control')).toMatch(/max-age=31536000.*immutable/)
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    const known = { 'If-None-Match': headers.get('ETag') ?? '' }
    expect((await ask(`${after.url}/${each}`, { headers: known })).status).toBe(304)
  }
  expect((await sentAs('br, gzip', `${after.url}/${name}`)).encoding).toBe('gzip')
  const plain = await sentAs('identity', `${after.url}/${name}`)
  expect(plain).toMatchObject({ encoding: undefined })
  expect(plain.body.toString()).toBe('export {}')

  // Never what may change, is no part of the widget, or was never there.
  const others = ['payment-status.js', 'index.html', 'demo/demo.8c9d0e1f.js']
  const unknown = ['payment-status-sw.00000000.js', 'payment-status.constructor.js']
  for (const each of [...others, ...unknown]) {
    expect((await ask(`${after.url}/${each}`)).status).not.toBe(200)
  }
})

it('says what to do where nothing was built, and takes callbacks all the same', async () => {
  const relay = await startRelay({}, { assets: readAssets('/nowhere/web') })
  const { status, body } = await ask(`${relay.url}/payment-status.js`)
  expect(status).toBe(503)
  expect(body.detail).toContain('npm run build')
  await relay.register('A-1')
})

it.each(['gzip;q=0', 'br, gzip; q=0.0, identity'])(
  'sends no gzip to whom says %s',
  async (encoding) => {
    const relay = await startRelay({}, { assets: readAssets(built()) })
    const { encoding: sent, body } = await sentAs(encoding, `${relay.url}/payment-status.js`)
    expect({ sent, body: String(body) }).toEqual({ sent: undefined, body: SCRIPT })
    const willing = await sentAs('gzip;q=0.5, identity;q=0', `${relay.url}/payment-status.js`)
    expect(willing.encoding).toBe('gzip')
  },
)
