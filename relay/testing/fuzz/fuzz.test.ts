/**
 * Strangers say anything. `npm test` tries some thousand things by each door, `npm run test:long` many times as many,
 * and `npm run fuzz` as many as one likes.
 */

import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { howOften } from '../how-often.ts'
import { fuzz, SURFACE_NAMES } from './fuzz.ts'

const seed = Number(process.env.SEED ?? randomInt(2 ** 31))
console.log(`seed ${seed} (run again with SEED=${seed})`)

it.each(SURFACE_NAMES)(
  'whatever comes by %s, the relay lives, says nothing wrong, and serves the honest',
  { tags: ['long'] },
  async (name) => {
    const cases = {
      call: howOften({ usually: 4_000, long: 100_000 }),
      socket: howOften({ usually: 250, long: 5_000 }),
    }
    expect(await fuzz(name, { seed, cases })).toBeGreaterThan(0)
  },
)
