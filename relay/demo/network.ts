import type { Duplex } from 'node:stream'
import type { HttpBindings } from '@hono/node-server'

/** What gets through to the relay: all, no WebSockets, or nothing. */
export const NETWORKS = ['open', 'no sockets', 'cut'] as const
type Network = (typeof NETWORKS)[number]

/** Cuts the page off, as a tunnel or a company's proxy would. */
export function networkSwitch() {
  const sockets = new Set<Duplex>()
  let network: Network = 'open'

  return {
    set(next: Network): void {
      network = next
      if (next !== 'open') for (const socket of sockets) socket.destroy()
    },
    socketPasses(socket: Duplex): boolean {
      if (network !== 'open') {
        socket.destroy()
        return false
      }
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      return true
    },
    async pollsPass(c: { env: HttpBindings }, next: () => Promise<void>): Promise<Response | void> {
      if (network !== 'cut') return next()
      // No answer at all: that is what a dead network is like.
      c.env.incoming.socket.destroy()
      return new Response()
    },
  }
}
