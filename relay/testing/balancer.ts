/** For tests: what stands before several relays, and keeps nobody to one of them. */

import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * Its URL. Each connection goes to the next relay in turn, whether that lives or not: what it then comes to is as if the
 * relay had broken it off. `ports`: where they are just now.
 */
export async function balancer(ports: () => readonly number[]): Promise<string> {
  const sockets = new Set<Socket>()
  let turn = 0
  const server = createServer((page) => {
    const all = ports()
    const relay = connect(all[turn++ % all.length] ?? 0, '127.0.0.1')
    for (const [one, other] of [
      [page, relay],
      [relay, page],
    ] as const) {
      sockets.add(one)
      one.setNoDelay()
      one.pipe(other)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
