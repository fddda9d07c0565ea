/** The languages: English is here from the start, others are loaded once a page wants them. */

import en from './en.json' with { type: 'json' }
import type { FirstWords } from './words.ts'

export const LANGUAGES = { en } satisfies Record<string, FirstWords>
