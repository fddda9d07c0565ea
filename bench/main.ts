/** `npm run bench`: the relay beside what it is measured against, or beside itself as it grows or is flooded. */

import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { compete, type Scale } from './competition.ts'
import {
  EXPRESS,
  EXPRESS_POSTGRES,
  EXPRESS_SQLITE,
  FLOOR,
  LEAST,
  relay,
  type Contender,
} from './contenders.ts'
import { floods } from './floods.ts'
import { growth, GATHERED, GATHERED_QUICKLY } from './growth.ts'
import { facts } from './machine.ts'
import { nodes } from './nodes.ts'
import { page } from './page.ts'
import { HOW_TO_GET_POSTGRES, startPostgres } from './postgres.ts'
import { report } from './report.ts'
import { sizes } from './sizes.ts'

if (process.platform !== 'linux') throw new Error('What it measures it reads from Linux’s /proc.')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    floods: { type: 'boolean', default: false },
    nodes: { type: 'string' },
    page: { type: 'boolean', default: false },
    sizes: { type: 'boolean', default: false },
    relay: { type: 'string', multiple: true, default: [] },
  },
})

const FULL: Scale = {
  orders: 5_000,
  pages: 2_000,
  inFlight: 64,
  rate: 1_000,
  block: { closed: 500, open: 1_000, pages: 250 },
  idle: 25,
}

/** Whether everything runs: so few measure the compiler. */
const QUICK: Scale = {
  ...FULL,
  orders: 1_000,
  pages: 500,
  block: { closed: 250, open: 500, pages: 100 },
  idle: 3,
}

const relays = [
  relay('relay', join(import.meta.dirname, '../relay/main.ts')),
  ...values.relay.map(another),
]

/** `[name=]path` of another checkout. */
function another(given: string): Contender {
  const [, name, path = ''] = /^(?:([^=/]+)=)?(.+)$/.exec(given) ?? []
  const main = resolve(path, 'relay/main.ts')
  if (!existsSync(main)) throw new Error(`--relay ${given}: there is no ${main}.`)
  return relay(name ?? basename(resolve(path)), main)
}

async function competition(): Promise<void> {
  const scale = values.quick ? QUICK : FULL
  const postgres = await startPostgres()
  if (!postgres) console.log(`${EXPRESS_POSTGRES.name} is skipped: ${HOW_TO_GET_POSTGRES}.`)
  const rivals = [FLOOR, LEAST, EXPRESS, EXPRESS_SQLITE, ...(postgres ? [EXPRESS_POSTGRES] : [])]
  try {
    const { outcomes, others } = await compete([...relays, ...rivals], postgres, scale)
    console.log(`\nOthers used ${others.toFixed(2)} cores meanwhile.\n`)
    console.log(report(outcomes, relays, scale))
  } finally {
    await postgres?.stop()
  }
}

/** One relay after the other: their files would fill the disk. */
async function grow(): Promise<void> {
  for (const each of relays) {
    const rows = await growth(each, values.quick ? GATHERED_QUICKLY : GATHERED)
    console.log(`\n${each.name}\n\n${rows}\n`)
  }
}

/** Of each phase, in seconds. */
const PHASE = values.quick ? 3 : 10

async function flood(): Promise<void> {
  for (const each of relays) {
    console.log(`\n${each.name}\n\n${await floods(each, PHASE, positionals)}\n`)
  }
}

/** So many relays on one Postgres, as `--nodes 1,2` lists them. */
async function several(): Promise<void> {
  const counts = (values.nodes ?? '').split(',').map(Number)
  if (!counts.every((count) => Number.isInteger(count) && count > 0)) {
    throw new Error(`--nodes ${values.nodes}: how many relays there are, such as 1,2.`)
  }
  for (const each of relays) {
    console.log(`\n${each.name}\n\n${await nodes(each, counts, values.quick)}\n`)
  }
}

/** Each alone. */
const ALONE = {
  nodes: several,
  floods: flood,
  growth: grow,
  page,
  sizes: async () => console.log(`\n${await sizes()}\n`),
}

console.log(facts())
const alone = (Object.keys(ALONE) as (keyof typeof ALONE)[]).find(
  (name) => values[name] !== undefined && values[name] !== false,
)
await (alone ? ALONE[alone] : competition)()
