/** What everything here is drawn with: text is only ever text. */

import type { TemplateResult } from 'lit/html.js'

export { html, nothing, render, svg } from 'lit/html.js'
export { repeat } from 'lit/directives/repeat.js'

export type Drawn = TemplateResult | typeof import('lit/html.js').nothing | string
