import type { html as Html, svg as Svg, TemplateResult } from 'lit'
import type { FirstWords } from '../locales/words.ts'
import type { Button, View } from '../view-model/view.ts'
import type { Icons } from './icons.ts'

/** Draws one part of the slip of paper. */
export type Part = (view: View, kit: Kit) => TemplateResult

export interface Parts {
  /** What is paid to whom. */
  head: Part
  /** Open while the truth is being found, closed once it is known; a glyph in it. */
  ring: Part
  /** What of the ring is drawn, and what behind it: lines and gaps, in percent of its circle. */
  dashes: (view: View) => readonly [front: string, behind: string]
  /** What happened, and what next. */
  words: Part
  /** Was money taken: a mark that says it without words, and one sentence. */
  money: Part
  /** One row that is always there: the clock, and what to press. */
  slot: Part
  /** What one quotes, and how it stands with the connection. */
  stub: Part
}

/** What some payments need besides: each draws its part, or nothing. See later/extras.ts. */
export interface Extras {
  square(view: View, kit: Kit): TemplateResult | undefined
  payTo(view: View, kit: Kit): TemplateResult | undefined
  print(view: View, kit: Kit): TemplateResult
  copy(text: string, label: string, kit: Kit): TemplateResult
  spoken(kit: Kit): TemplateResult
}

/** What a look is drawn with. */
export interface Kit {
  html: typeof Html
  svg: typeof Svg
  /** The parts that looks share. */
  parts: Parts
  /** Those of the first seconds; with `later`, all. */
  icons: Icons
  words: FirstWords
  /** What some payments need besides; undefined until it is loaded. */
  extras: Extras | undefined
  /** Where help is; empty: nowhere. */
  supportUrl: string
  /** The slot has had two rows, and keeps their room. */
  isTall: boolean
  /** A button was pressed. A press that was meant for what stood there before is dropped: see presses.ts. */
  press: (button: Button, event: Event) => void
  /** Sees to it that the look's own styles are there; `name` as a file is named. */
  adopt: (name: string, css: string) => void
}

/**
 * The markup of a look. It is handed what it draws with and imports nothing: a part that is loaded later and imports
 * Lit would have the bundler put Lit in a file of its own, for which every first visit had to wait.
 *
 * Its root has the class `look`, within which nothing holds that a page says of its own text, and the tone as a class.
 *
 * Text is set by property, on elements that are always there and have nothing else in them: a translator may replace
 * the nodes in them, the marks of Lit's own child parts too.
 */
export type Template = (view: View, kit: Kit) => TemplateResult
