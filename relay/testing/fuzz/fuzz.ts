/** Attacks a relay, surface by surface, in batches; after each, whoever is honest must be served as ever. */

import fc from 'fast-check'
import { checkAftermath } from './aftermath.ts'
import type { Surface } from './surface.ts'
import { bodies } from './surfaces/bodies.ts'
import { judged, posted } from './surfaces/callbacks.ts'
import { framing } from './surfaces/framing.ts'
import { http } from './surfaces/http.ts'
import { ids } from './surfaces/ids.ts'
import { polling } from './surfaces/polling.ts'
import { resets } from './surfaces/resets.ts'
import { talking } from './surfaces/talking.ts'
import { tokens } from './surfaces/tokens.ts'
import { upgrade } from './surfaces/upgrade.ts'
import { Target } from './target.ts'

const SURFACES = {
  http: [http],
  upgrade: [upgrade],
  frames: [polling, talking, framing],
  tokens: [tokens],
  callbacks: [judged, posted],
  ids: [ids],
  bodies: [bodies],
  resets: [resets],
} as const satisfies Record<string, readonly Surface[]>

type SurfaceName = keyof typeof SURFACES

const isSurface = (name: string): name is SurfaceName => Object.hasOwn(SURFACES, name)

export const SURFACE_NAMES: readonly SurfaceName[] = Object.keys(SURFACES).filter(isSurface)

/** So many cases, by what each takes: a call microseconds, a socket milliseconds. */
export type Cases = Readonly<Record<Surface['by'], number>>

/** Between two looks at how the honest fare. */
const BATCH: Cases = { call: 5_000, socket: 250 }

interface Plan {
  /** The first batch's; each that follows has one more. So the seed that a finding names finds it at once. */
  seed: number
  cases: Cases
}

/** How many cases were tried. Throws, with the seed, where the relay broke a promise. */
export async function fuzz(name: SurfaceName, plan: Plan): Promise<number> {
  let tried = 0
  for (const surface of SURFACES[name]) {
    const target = await Target.start()
    try {
      tried += await attack(target, surface, name, plan)
    } finally {
      await target.close()
    }
  }
  return tried
}

async function attack(target: Target, surface: Surface, name: SurfaceName, plan: Plan) {
  const property = await surface.against(target)
  const [size, cases] = [BATCH[surface.by], plan.cases[surface.by]]
  for (let done = 0; done < cases; done += size) {
    const seed = plan.seed + done / size
    try {
      const outcome = await fc.check(property, { seed, numRuns: Math.min(size, cases - done) })
      if (outcome.failed) throw new Error(messageOf(outcome), { cause: outcome.errorInstance })
      await checkAftermath(target)
    } catch (error) {
      const again = `npm run fuzz -- --only ${name} --seed ${seed} --cases ${size}`
      throw new Error(`${String(error)}\nAgain: ${again}`, { cause: error })
    }
  }
  return cases
}

/** Which promise, by which case: the smallest that breaks it. */
const messageOf = ({ errorInstance, counterexample, numShrinks }: fc.RunDetails<unknown>): string =>
  `${String(errorInstance)}\nby ${fc.stringify(counterexample)} (shrunk ${numShrinks} times)`
