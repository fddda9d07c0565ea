import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { follow } from './follow.ts'
import { fails } from './testing.ts'
import { watchAddress } from './wrong-address.ts'

afterEach(() => void vi.useRealTimers())

/** What is said after answers of such a status, one after the other. */
function told(...statuses: number[]): (string | undefined)[] {
  const lookAt = watchAddress('https://pay.example/')
  return statuses.map((status) => lookAt(status)?.code)
}

it.each([404, 405, 410, 200])('what answers %i three times in a row is no relay', (status) => {
  expect(told(status, status, status)).toEqual([undefined, undefined, 'not_a_relay'])
})

it('where nobody answered for long, there may be no relay', () => {
  expect(told(0, 0, 0, 0)).toEqual([...Array(3).fill(undefined), 'relay_unreachable'])
})

it('a relay in trouble, and what comes and goes, is weather', () => {
  const weather = [503, 503, 503, 503, 503, 429, 0, 0, 404, 404, 0, 0, 0, 503, 0, 0, 0, 404, 404]
  expect(told(...weather).filter(Boolean)).toEqual([])
})

it('says what to do, and nothing that is secret', () => {
  const lookAt = watchAddress('https://pay.example/')
  const all = [404, 404, 404].map(lookAt)
  expect(all[2]?.message).toContain('https://pay.example/ answered 404')
})

/** A page whose relay is a server that answers so. */
async function followAt(answer: (response: ServerResponse) => void) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const following = follow({
    relay: `http://127.0.0.1:${port}/`,
    order: 'ORD-1',
    token: 't',
    transport: 'polling',
  })
  onTestFinished(() => {
    following.stop()
    server.close()
    server.closeAllConnections()
  })
  return following
}

it.each<[string, (response: ServerResponse) => void]>([
  ['another page', (response) => response.writeHead(404).end('Not found')],
  ['a page for every address', (response) => response.end('<!doctype html>')],
  ['another site, by a redirect', (response) => response.writeHead(301, { Location: '/' }).end()],
])('a merchant who gave the address of %s is told so', async (_, answer) => {
  let isMoved = false
  const following = await followAt((response) => {
    if (isMoved) return void response.writeHead(404).end()
    answer(response)
    isMoved = response.statusCode === 301
  })
  const error = fails(following)
  const timer = setInterval(() => vi.advanceTimersByTime(5_000), 5)
  expect(await error).toMatchObject({ code: 'not_a_relay' })
  clearInterval(timer)
})
