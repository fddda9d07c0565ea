/** `npm run fuzz [-- --seed N --cases N --only SURFACE]`: attacks a relay for as long as one likes. */

import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { fuzz, SURFACES, type SurfaceName } from './fuzz.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    cases: { type: 'string', default: '200000' },
    only: { type: 'string' },
  },
})

const isSurface = (name: string): name is SurfaceName => Object.hasOwn(SURFACES, name)

const names = Object.keys(SURFACES).filter(isSurface)
const chosen = names.filter((name) => values.only === undefined || name === values.only)
const [seed, cases] = [Number(values.seed), Number(values.cases)]
if (chosen.length === 0) throw new Error(`--only: one of ${names.join(', ')}.`)
if (!Number.isSafeInteger(seed) || !(cases > 0)) throw new Error('--seed and --cases: numbers.')

console.log(`seed ${seed} (run again with --seed ${seed} --cases ${cases})`)
for (const name of chosen) {
  const start = performance.now()
  const tried = await fuzz({ name, seed, cases })
  const minutes = ((performance.now() - start) / 60_000).toFixed(1)
  console.log(
    `${name.padEnd(10)} ${String(tried).padStart(9)} cases in ${minutes} min: all promises kept`,
  )
}
