/** The simulation of nodes has teeth: whatever somebody could break in what they share, it notices. */

import { beforeAll, describe, expect, inject, it } from 'vitest'
import { compileClient, type Client } from '../client.ts'
import { machines, type Machines } from './machine.ts'
import { MUTANTS, type Mutant } from './mutants.ts'
import { run } from './world.ts'

/** Within so many runs. */
const RUNS = 2_000

let client: Client
let sound: Machines

/** The first run in which the mutant breaks what the nodes keep. */
async function caught({ breaks, mutations }: Mutant): Promise<number | undefined> {
  const broken = await machines(mutations)
  const keeps = async (each: Machines, seed: number) =>
    (await run(client, each, seed, { only: breaks })).violation === undefined

  for (let seed = 1; seed <= RUNS; seed++) {
    if (!(await keeps(broken, seed)) && (await keeps(sound, seed))) return seed
  }
  return undefined
}

describe.skipIf(!inject('isLong'))('nodes that', { tags: 'long' }, () => {
  beforeAll(async () => {
    Error.stackTraceLimit = 0
    client = await compileClient()
    sound = await machines()
  })

  it.each(MUTANTS)('$says are noticed', async (mutant) => {
    expect(await caught(mutant)).toBeDefined()
  })
})
