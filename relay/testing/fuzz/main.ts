/** `npm run fuzz [-- --seed N --cases N --only SURFACE]`: attacks a relay for as long as one likes. */

import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { fuzz, SURFACE_NAMES, type Cases } from './fuzz.ts'

/** Of each surface, where nobody says how many. */
const CASES: Cases = { call: 500_000, socket: 20_000 }

const { values } = parseArgs({
  options: { seed: { type: 'string' }, cases: { type: 'string' }, only: { type: 'string' } },
})

function count(name: 'seed' | 'cases'): number | undefined {
  const given = values[name]
  if (given === undefined) return undefined
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw new Error(`--${name}: a whole number, such as 20000.`)
}

const names = SURFACE_NAMES.filter((name) => values.only === undefined || name === values.only)
if (names.length === 0) throw new Error(`--only: one of ${SURFACE_NAMES.join(', ')}.`)
const seed = count('seed') ?? randomInt(2 ** 31)
const wanted = count('cases')
const cases = wanted === undefined ? CASES : { call: wanted, socket: wanted }

console.log(`seed ${seed} (run again with --seed ${seed})`)
for (const name of names) {
  const start = performance.now()
  try {
    const tried = await fuzz(name, { seed, cases })
    const minutes = ((performance.now() - start) / 60_000).toFixed(1)
    console.log(`${name.padEnd(10)} ${tried} cases in ${minutes} min: every promise kept`)
  } catch (error) {
    console.log(`${name.padEnd(10)} ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
