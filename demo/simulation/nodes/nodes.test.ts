/**
 * Ten thousand runs of several nodes on one store, or the first of them, each of its own seed. One that fails is
 * printed with its story, and `SEED=<seed>` runs it alone.
 */

import { beforeAll, expect, it } from 'vitest'
import { howOften } from '../../../relay/testing/how-often.ts'
import { compileClient, type Client } from '../client.ts'
import { machines, type Machines } from './machine.ts'
import { PROMISES } from './promises.ts'
import { run, type Outcome } from './world.ts'

const RUNS = howOften({ usually: 50, long: 10_000 })

/** How much of a story is told, in lines. */
const STORY = 250

const { SEED } = process.env

let client: Client
let all: Machines
beforeAll(async () => {
  // Errors are many here, and nobody reads where they come from.
  Error.stackTraceLimit = 0
  client = await compileClient()
  all = await machines()
})

const told = (seed: number, { violation, trace }: Outcome): string =>
  violation
    ? `SEED=${seed}: ${PROMISES[violation.promise]}. ${violation.what}\n${trace.slice(-STORY).join('\n')}`
    : `SEED=${seed} keeps every promise\n${trace.join('\n')}`

it.runIf(SEED)('one run', async () => {
  const seed = Number(SEED)
  const outcome = await run(client, all, seed, { isTraced: true })
  console.log(told(seed, outcome))
  expect(outcome.violation).toBeUndefined()
})

it.skipIf(SEED)(`every promise holds in ${RUNS} runs of many nodes`, { tags: 'long' }, async () => {
  let story = ''
  for (let seed = 1; seed <= RUNS && !story; seed++) {
    const { violation } = await run(client, all, seed)
    if (violation) story = told(seed, await run(client, all, seed, { isTraced: true }))
  }
  expect(story).toBe('')
})

it.skipIf(SEED).each([1, 2, 3])('seed %i is the same run each time', async (seed) => {
  const first = await run(client, all, seed, { isTraced: true })
  const second = await run(client, all, seed, { isTraced: true })
  expect(second.trace).toEqual(first.trace)
})
