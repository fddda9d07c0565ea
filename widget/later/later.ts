/**
 * What is loaded right behind the first request: all that the first seconds can do without. Until it is here, a page
 * says "checking" of what it cannot say better; nothing that it says is false.
 */

import enLater from '../locales/en.later.json' with { type: 'json' }
import { icons } from './icons.ts'
import { styles } from './later.styles.ts'
import { moreOf } from './scenes.ts'
import { refine } from './refine.ts'

export const later = { words: enLater, icons, styles, moreOf, refine }

export type Later = typeof later
