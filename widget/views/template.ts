import type { html as Html, svg as Svg, TemplateResult } from 'lit'
import type { FirstWords } from '../locales/words.ts'
import type { Button, View } from '../view-model/view.ts'
import type { Parts } from './parts.ts'

/** What a look is drawn with. */
export interface Kit {
  html: typeof Html
  svg: typeof Svg
  /** The parts that looks share. */
  parts: Parts
  words: FirstWords
  /** Where help is; empty: nowhere. */
  supportUrl: string
  /** A button was pressed. */
  press: (button: Button) => void
}

/**
 * The markup of a look. It is handed what it draws with and imports nothing: a part that is loaded later and imports
 * Lit would have the bundler put Lit in a file of its own, for which every first visit had to wait.
 *
 * Text is set by property on elements that are always there: a translator may replace the nodes in them.
 */
export type Template = (view: View, kit: Kit) => TemplateResult
