import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { CONNECT_TIMEOUT, openSocket } from './socket.ts'

it('an answer to an earlier ping is no answer to the last one', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const heard: [type: string, isProof: boolean][] = []
  const socket = openSocket(
    `ws://127.0.0.1:${port}`,
    CONNECT_TIMEOUT,
    (frame, isProof) => heard.push([frame.type, isProof]),
    () => {},
    () => {},
  )
  const [relay] = (await once(server, 'connection')) as [WebSocket]
  const say = (type: string) => relay.send(JSON.stringify({ type }))

  say('connected')
  say('subscribed')
  await expect.poll(() => heard).toHaveLength(2)
  // A page that is left, and comes back, before the first is answered.
  socket.probe(60_000)
  socket.probe(60_000)
  for (const type of ['pong', 'update', 'pong', 'update']) say(type)
  await expect.poll(() => heard).toHaveLength(6)
  expect(heard).toEqual([
    ['connected', false],
    ['subscribed', true],
    ['pong', false],
    ['update', false],
    ['pong', true],
    ['update', true],
  ])
  socket.stop()
  server.close()
})
