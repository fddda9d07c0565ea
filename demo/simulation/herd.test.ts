/** Fifty thousand pages, and a relay that goes away: they come back one after the other. */

import { beforeAll, expect, it } from 'vitest'
import { compileClient, type Client } from './client.ts'
import { Herd } from './herd.ts'

const PAGES = Number(process.env['HERD'] ?? 50_000)

/** What a small relay takes in 100 ms without trouble. */
const BEARABLE = 250

/** What one that died must bear in 100 ms, when it is back: nobody told the pages how many they are. */
const AFTER_A_CRASH = 3_500

const PATIENCE = 240_000

let client: Client
beforeAll(async () => {
  // Errors are many here, and nobody reads where they come from.
  Error.stackTraceLimit = 0
  client = await compileClient()
})

it(
  `all are back within 36 s of a restart, at most ${BEARABLE} at once`,
  { timeout: PATIENCE },
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
    console.log('drain', peak, herd.live, process.memoryUsage().rss / 1e6)
    expect(peak).toBeLessThanOrEqual(BEARABLE)
    expect(herd.live).toBe(PAGES)
  },
)

it(
  `all are back within a minute of a crash, at most ${AFTER_A_CRASH} at once`,
  { timeout: PATIENCE },
  async () => {
    const herd = new Herd(client, 2)
    await herd.gather(PAGES)

    herd.peak()
    herd.server.crash()
    await herd.clock.runUntil(herd.clock.now + 10_000)
    console.log('while down', herd.peak())
    herd.server.start()
    await herd.clock.runUntil(herd.clock.now + 60_000)
    const peak = herd.peak()
    console.log('crash', peak, herd.live, process.memoryUsage().rss / 1e6)
    expect(peak).toBeLessThanOrEqual(AFTER_A_CRASH)
    expect(herd.live).toBe(PAGES)
  },
)
