/** The languages: English is here from the start, others are loaded once a page wants them. */

import { en } from './en.ts'

/** What every language has. */
export type Words = typeof en

export const LANGUAGES = { en } satisfies Record<string, Words>
