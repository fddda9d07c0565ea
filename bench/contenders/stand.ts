/** A contender's process: listens, and answers what the driver asks of it. Every answer is a number. */

import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Question = 'port' | 'cpu' | 'memory'

/** As long as `serve` keeps an idle connection, in ms. */
const KEEP_ALIVE = 75_000

export async function stand(server: Server): Promise<void> {
  server.keepAliveTimeout = KEEP_ALIVE
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const answers: Readonly<Record<Question, () => number>> = {
    port: () => (server.address() as AddressInfo).port,
    cpu,
    memory,
  }
  process.on('message', (question: Question) => process.send?.(answers[question]()))
  process.on('disconnect', () => process.exit())
}

/** What all threads of the process have used so far, in µs. */
function cpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Resident, without what is garbage, in bytes. */
function memory(): number {
  if (!globalThis.gc) throw new Error('Start this with --expose-gc.')
  // An ordinary collection keeps most of what it freed, in hope of better times.
  globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  return process.memoryUsage.rss()
}
