/** Attacks a relay, surface by surface, in batches; after each, whoever is honest must be served as ever. */

import fc from 'fast-check'
import { checkAftermath } from './aftermath.ts'
import { Broken } from './promised.ts'
import type { Surface } from './surface.ts'
import { bodies } from './surfaces/bodies.ts'
import { judged, posted } from './surfaces/callbacks.ts'
import { framing } from './surfaces/framing.ts'
import { http } from './surfaces/http.ts'
import { ids } from './surfaces/ids.ts'
import { parsing } from './surfaces/parsing.ts'
import { resets } from './surfaces/resets.ts'
import { talking } from './surfaces/talking.ts'
import { tokens } from './surfaces/tokens.ts'
import { upgrade } from './surfaces/upgrade.ts'
import { Target } from './target.ts'

export const SURFACES = {
  http: [http],
  upgrade: [upgrade],
  frames: [parsing, talking, framing],
  tokens: [tokens],
  callbacks: [judged, posted],
  ids: [ids],
  bodies: [bodies],
  resets: [resets],
} as const satisfies Record<string, readonly Surface[]>

export type SurfaceName = keyof typeof SURFACES

/** Cases between two looks at how the honest fare. */
const BATCH: Record<Surface['by'], number> = { call: 5_000, socket: 250 }

/** A socket's case takes so many times as long as a call's. */
const CALLS_PER_SOCKET = 20

export interface Plan {
  name: SurfaceName
  /** The first batch's; each that follows has one more. So the seed that a finding names finds it at once. */
  seed: number
  /** Calls; of cases that need a socket there are fewer. */
  cases: number
}

/** How many cases were tried. Throws, with the seed, where the relay broke a promise. */
export async function fuzz({ name, seed, cases }: Plan): Promise<number> {
  let tried = 0
  for (const surface of SURFACES[name]) {
    const wanted = surface.by === 'call' ? cases : Math.ceil(cases / CALLS_PER_SOCKET)
    const target = await Target.start()
    try {
      tried += await attack(target, surface, { name, seed, cases: wanted })
    } finally {
      await target.close()
    }
  }
  return tried
}

async function attack(target: Target, surface: Surface, { name, seed, cases }: Plan) {
  const property = await surface.against(target)
  const size = BATCH[surface.by]
  for (let done = 0; done < cases; done += size) {
    const batch = { seed: seed + done / size, numRuns: Math.min(size, cases - done) }
    const again = `npm run fuzz -- --only ${name} --seed ${batch.seed} --cases ${size * CALLS_PER_SOCKET}`
    const outcome = await fc.check(property, { ...batch, maxSkipsPerRun: 100 })
    if (outcome.failed) {
      throw new Error(
        `${messageOf(outcome)}
${again}`,
        { cause: outcome.errorInstance },
      )
    }
    try {
      await checkAftermath(target)
    } catch (error) {
      // Of these cases, which one it was, a smaller --cases tells.
      throw error instanceof Broken
        ? new Error(`${error.message}\n${again}`, { cause: error })
        : error
    }
  }
  return cases
}

/** Which promise, by which case: the smallest that breaks it. */
const messageOf = ({ errorInstance, counterexample, numShrinks }: fc.RunDetails<unknown>): string =>
  `${String(errorInstance)}\nby ${fc.stringify(counterexample)} (shrunk ${numShrinks} times)`
