/** The simulation has teeth: whatever somebody could break in the client, it notices. */

import { beforeAll, describe, expect, inject, it } from 'vitest'
import { compileClient, type Client } from './client.ts'
import { MUTANTS, type Mutant } from './mutants.ts'
import { run } from './world.ts'

/** Within so many runs. */
const RUNS = 1_000

let client: Client

/** The first run in which the mutant breaks what the client keeps. */
async function caught({ breaks, ...mutation }: Mutant): Promise<number | undefined> {
  const mutant = await compileClient([mutation])
  const keeps = async (each: Client, seed: number) =>
    (await run(each, seed, { only: breaks })).violation === undefined

  for (let seed = 1; seed <= RUNS; seed++) {
    if (!(await keeps(mutant, seed)) && (await keeps(client, seed))) return seed
  }
  return undefined
}

describe.skipIf(!inject('isLong'))('a client that', { tags: 'long' }, () => {
  beforeAll(async () => {
    Error.stackTraceLimit = 0
    client = await compileClient()
  })

  it.each(MUTANTS)('$says is noticed', async (mutant) => {
    expect(await caught(mutant)).toBeDefined()
  })
})
