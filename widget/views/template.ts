import type { html as Html, TemplateResult } from 'lit'
import type { Words } from '../locales/index.ts'
import type { View } from '../view-model.ts'

/** Where the shopper can go from here. An empty one is not offered. */
export interface Links {
  continueUrl: string
  supportUrl: string
  retry: () => void
}

/**
 * The markup of a view. It is handed `html` and imports nothing: a part that is loaded later and imports Lit
 * would have the bundler put Lit in a file of its own, for which every first visit had to wait.
 */
export type Template = (html: typeof Html, view: View, words: Words, links: Links) => TemplateResult
