/**
 * What is loaded right behind the first request: all that the first seconds can do without. Until it is here, a page
 * says that it is checking where it has no better words, and nothing that it says is false.
 *
 * It imports nothing of the first request: a bundler would put what both need in a third file, for which every first
 * visit had to wait. So it is handed its tools.
 */

import enLater from '../locales/en.later.json' with { type: 'json' }
import { named } from '../locales/named.ts'
import { Attendant } from './attendant.ts'
import { explain } from './explain.ts'
import { styles as extrasStyles } from './extras.styles.ts'
import { Looks } from '../views/index.ts'
import { pageUrl } from '../safe-url.ts'
import { icons } from './icons.ts'
import { styles } from './later.styles.ts'
import { parts } from './parts.ts'
import { view } from './view.ts'

/** Stands beside the element from now on. */
const attend = (...given: ConstructorParameters<typeof Attendant>): Attendant =>
  new Attendant(...given)

/** Sees to how the element looks from now on. */
const looks = (...given: ConstructorParameters<typeof Looks>): Looks => new Looks(...given)

export const later = {
  words: enLater,
  icons,
  styles: styles + extrasStyles,
  parts,
  view,
  attend,
  looks,
  explain,
  named,
  pageUrl,
}

export type Later = typeof later
