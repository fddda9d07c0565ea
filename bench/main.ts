/** `npm run bench`: the relay beside what it is measured against, in turns. */

import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { CONTENDERS, type Contender } from './contenders.ts'
import { report } from './report.ts'
import { trial, type Scale, type Trial } from './trial.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })

const ROUNDS = values.quick ? 1 : 3
const SCALE: Scale = { orders: values.quick ? 2_000 : 5_000, inFlight: 64, rate: 1_500 }

console.log(`Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model}`)
console.log(
  `${SCALE.orders} orders, each with a page; ${SCALE.inFlight} callbacks under way, then ${SCALE.rate} a second`,
)

const trials = new Map<Contender, Trial[]>(CONTENDERS.map((contender) => [contender, []]))
for (let round = 1; round <= ROUNDS; round++) {
  for (const [contender, past] of trials) {
    const result = await trial(contender, SCALE)
    past.push(result)
    const others = Math.max(0, result.closed.others, result.open.others).toFixed(2)
    console.log(`round ${round} of ${ROUNDS}, ${contender.name}: others used ${others} cores`)
  }
}
report(trials)
