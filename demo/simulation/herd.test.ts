/**
 * Ten thousand pages, or a thousand of them (or `PAGES=50000`), and a relay that goes away: they come back
 * one after the other.
 */

import { beforeAll, expect, it } from 'vitest'
import { howOften } from '../../relay/testing/how-often.ts'
import { compileClient, type Client } from './client.ts'
import { Herd } from './herd.ts'

const PAGES = Number(process.env.PAGES ?? howOften({ usually: 1_000, long: 10_000 }))

/** Of those on a relay that dies: all that they do until it is back takes its time here. */
const SURVIVORS = howOften({ usually: 500, long: 5_000 })

/** What a small relay takes in 100 ms without trouble. */
const BEARABLE = 250

/** What one that died must bear of them in 100 ms, when it is back. */
const AFTER_A_CRASH = 350

let client: Client
beforeAll(async () => {
  // Errors are many here, and nobody reads where they come from.
  Error.stackTraceLimit = 0
  client = await compileClient()
})

it(
  `all are back within 36 s of a restart, at most ${BEARABLE} at once`,
  { tags: 'long' },
  async () => {
    const herd = new Herd(client, 1)
    await herd.gather(PAGES)
    expect(herd.live).toBe(PAGES)

    herd.peak()
    herd.server.drain()
    await herd.clock.runUntil(herd.clock.now + 200)
    herd.server.crash()
    herd.server.start()
    await herd.clock.runUntil(herd.clock.now + 36_000)
    const peak = herd.peak()
    expect(peak).toBeLessThanOrEqual(BEARABLE)
    expect(herd.live).toBe(PAGES)
  },
)

it(
  `all are back within a minute of a crash, at most ${AFTER_A_CRASH} at once`,
  { tags: 'long' },
  async () => {
    const herd = new Herd(client, 2)
    await herd.gather(SURVIVORS)

    herd.server.crash()
    await herd.clock.runUntil(herd.clock.now + 10_000)
    // Until it is back, nobody bears it.
    herd.peak()
    herd.server.start()
    await herd.clock.runUntil(herd.clock.now + 60_000)
    const peak = herd.peak()
    expect(peak).toBeLessThanOrEqual(AFTER_A_CRASH)
    expect(herd.live).toBe(SURVIVORS)
  },
)
