/** For tests: a way to a server that counts what goes over it, and can be blocked as a network can. */

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'

export interface Pipe {
  /** How often somebody had to wait for the server. */
  trips(): number
  /** Nothing goes through any more, and nobody is told. */
  block(): void
  open(): void
  close(): Promise<void>
}

/** From a Unix socket in `folder`, named as Postgres names it by `port`, to the one at `to`. */
export async function pipe(to: string, folder: string, port: number): Promise<Pipe> {
  const ends = new Set<Socket>()
  let isBlocked = false
  let trips = 0
  const server = createServer((near) => {
    const far = connect(to)
    let isAsked = false
    near.on('data', () => {
      if (!isAsked) trips += 1
      isAsked = true
    })
    far.on('data', () => void (isAsked = false))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one)
      one.pipe(other)
      one.on('error', () => {})
      one.on('close', () => {
        ends.delete(one)
        other.destroy()
      })
      if (isBlocked) one.pause()
    }
  })
  server.listen(join(folder, `.s.PGSQL.${port}`))
  await once(server, 'listening')
  return {
    trips: () => trips,
    block() {
      isBlocked = true
      for (const end of ends) end.unpipe().pause()
    },
    /** For who comes anew: what was blocked stays lost. */
    open: () => void (isBlocked = false),
    async close() {
      for (const end of ends) end.destroy()
      server.close()
    },
  }
}
