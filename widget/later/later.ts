/**
 * What is loaded right behind the first request: all that the first seconds can do without. Until it is here, a page
 * says "checking" of what it cannot say better; nothing that it says is false.
 */

import enLater from '../locales/en.later.json' with { type: 'json' }
import { Attendant } from './attendant.ts'
import { explain } from './explain.ts'
import { moreOf } from './scenes.ts'
import { refine } from './refine.ts'

/** From now on, it stands beside the element. `urlOf`: where an address of the page leads; empty: nowhere. */
const attend = (...given: ConstructorParameters<typeof Attendant>): Attendant =>
  new Attendant(...given)

export const later = { words: enLater, moreOf, refine, attend, explain }

export type Later = typeof later
