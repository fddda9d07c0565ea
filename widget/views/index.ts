/** The views: the card is here from the start, others are loaded once a page wants them. */

import { card } from './card.ts'
import type { Template } from './template.ts'

export const VIEWS = { card } satisfies Record<string, Template>
