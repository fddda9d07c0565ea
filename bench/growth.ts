/** The relay beside itself: what a callback, an idle page and a start cost as what it keeps grows. */

import { setTimeout } from 'node:timers/promises'
import type { Contender } from './contenders.ts'
import { maxFiles } from './machine.ts'
import { Specimen, type Block, type Gathered } from './specimen.ts'
import { median, quietRatio, ratio, rounded } from './statistics.ts'
import { table } from './table.ts'

/** The server and the driver need some for themselves. */
const MAX_PAGES = maxFiles() - 500

/** The first is what all others are compared with. */
export const GATHERED: readonly Gathered[] = [
  { orders: 100, payments: 1, pages: 0 },
  { orders: 10_000, payments: 1, pages: 0 },
  { orders: 1_000_000, payments: 1, pages: 0 },
  { orders: 100, payments: 20, pages: 0 },
  { orders: 100, payments: 1_000, pages: 0 },
  { orders: 10_000, payments: 1, pages: Math.min(20_000, MAX_PAGES) },
]

/** Whether it runs. */
export const GATHERED_QUICKLY: readonly Gathered[] = [
  { orders: 100, payments: 1, pages: 0 },
  { orders: 50_000, payments: 1, pages: 0 },
  { orders: 100, payments: 20, pages: 0 },
  { orders: 10_000, payments: 1, pages: 500 },
]

const TURNS = { warm: 30, measured: 40 }
/** Each page is spoken on once, in s. */
const IDLE = 25

/** Rows of one table: a relay's, for each of `gathered`. */
export async function growth(relay: Contender, gathered: readonly Gathered[]): Promise<string> {
  const specimens: Specimen[] = []
  try {
    for (const each of gathered) {
      specimens.push(await Specimen.grow(relay, each))
      console.log(`${relay.name} with ${described(each)} is up`)
    }
    await idle(specimens)
    await inTurns(specimens, TURNS.warm)
    const measured = await inTurns(specimens, TURNS.measured)
    for (const specimen of specimens) await specimen.requireChanged()
    return table([HEAD, ...specimens.map((specimen) => row(specimen, measured, specimens[0]))])
  } finally {
    for (const specimen of specimens) await specimen.leave()
  }
}

const HEAD = [
  'what has gathered',
  'CPU per callback, µs',
  '× the first (quietest tenths)',
  'callbacks/s',
  'start-up, ms',
  'idle: CPU, ms/s',
  'file, MB',
]

type Measured = ReadonlyMap<Specimen, readonly Block[]>

function row(specimen: Specimen, measured: Measured, first: Specimen | undefined): string[] {
  const blocks = measured.get(specimen) ?? []
  const cpu = blocks.map((block) => block.cpu)
  const baseline = (first && measured.get(first))?.map((block) => block.cpu) ?? []
  return [
    described(specimen.gathered),
    rounded(median(cpu)),
    `${ratio(cpu, baseline).toFixed(2)} (${quietRatio(cpu, baseline).toFixed(2)})`,
    rounded(median(blocks.map(({ rate }) => rate))),
    rounded(specimen.server.startUp),
    rounded(specimen.idle / 1000),
    rounded(specimen.fileSize / 1e6),
  ]
}

function described({ orders, payments, pages }: Gathered): string {
  const number = (value: number) => value.toLocaleString('en')
  return [
    `${number(orders)} orders`,
    `${number(payments)} payment${payments === 1 ? '' : 's'} each`,
    ...(pages > 0
      ? [`${number(pages)} pages${pages === MAX_PAGES ? ', all that may be open' : ''}`]
      : []),
  ].join(', ')
}

/** All at the same time. */
async function idle(specimens: readonly Specimen[]): Promise<void> {
  const before = specimens.map(({ server }) => server.cpu())
  await setTimeout(IDLE * 1000)
  for (const [index, specimen] of specimens.entries()) {
    specimen.idle = (specimen.server.cpu() - (before[index] ?? NaN)) / IDLE
  }
}

async function inTurns(specimens: readonly Specimen[], turns: number): Promise<Measured> {
  const measured = new Map(specimens.map((specimen) => [specimen, [] as Block[]]))
  for (let turn = 0; turn < turns; turn++) {
    for (const [specimen, blocks] of turn % 2 ? [...measured].reverse() : measured) {
      blocks.push(await specimen.block())
    }
  }
  return measured
}
