/** What a relay does when the machine gives it no more sockets: strangers hold them all. */

import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { stripePaid } from '../testing/callbacks.ts'
import { ask, Client, until } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { folder, serve } from './process.ts'

/** Of files and sockets that the process may have open. */
const DESCRIPTORS = 256

const STRANGERS = 2 * DESCRIPTORS

it(
  'out of descriptors, it turns away who comes, serves who is there, and recovers',
  { tags: ['long'] },
  async () => {
    const limited = ['bash', '-c', `ulimit -n ${DESCRIPTORS}; exec "$@"`, 'bash']
    const settings = { ...ENVIRONMENT, PORT: '0', STORE: 'sqlite:orders.db', LOG_LEVEL: 'info' }
    const relay = await serve([], folder(), settings, limited)
    const client = new Client(relay.url)
    const { token } = await client.register('A-1', { amount: 5_000, currency: 'EUR' })
    const page = await client.connect()
    await page.ask(subscribe(token, 'A-1'))

    // A provider that has a connection already.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const callback = async (order: string) => {
      const { headers, body } = stripePaid(order)
      const sent = request(`${relay.url}/callbacks/stripe`, { method: 'POST', agent, headers }).end(
        body,
      )
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      answer.resume()
      await once(answer, 'end')
      return answer.statusCode
    }
    expect(await callback('B-1')).toBe(204)

    const sockets: Socket[] = []
    let closed = 0
    for (let stranger = 0; stranger < STRANGERS; stranger++) {
      const socket = connect(Number(relay.port), '127.0.0.1').on('error', () => {})
      socket.on('close', () => closed++)
      sockets.push(socket)
    }
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
    // There is not room for half of them.
    await until(() => closed >= STRANGERS / 2)

    expect(await callback('A-1')).toBe(204)
    expect(await page.next()).toMatchObject({ type: 'update', order: { status: 'succeeded' } })

    for (const socket of sockets) socket.destroy()
    await until(async () => (await reached(relay.url)) === 200)
    expect(await client.seen('A-1')).toMatchObject({ status: 'succeeded', amountReceived: 5_000 })
    const another = await client.connect()
    expect((await another.ask(subscribe(token, 'A-1'))).type).toBe('subscribed')
    expect(relay.said()).not.toMatch(/"level":(50|60)/)
    expect(await relay.stop('SIGTERM')).toBe(0)
  },
)

/** Undefined: nobody is there. */
const reached = (url: string): Promise<number | undefined> =>
  ask(`${url}/readyz`).then(
    ({ status }) => status,
    () => undefined,
  )
