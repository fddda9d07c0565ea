/** Joins the page's language to the words of an element. */

import type { LitElement, ReactiveController } from 'lit'
import { languageOf } from './language.ts'
import { lazily } from './lazily.ts'
import { languageFor, wordsFor, type Language } from './locales/index.ts'
import type { FirstWords } from './locales/words.ts'

/** What an element speaks: words in a language of ours; numbers and times as the page's own has them. */
export interface Speech {
  language: Language
  words: FirstWords
  locale: string
  /** Words and page are of one language: nothing is left to translate. */
  isPages: boolean
}

export class WordsController implements ReactiveController {
  readonly #host: LitElement
  /** The page's language. */
  #tag: string | undefined
  #speech: Speech | undefined
  #learning = Promise.resolve()

  constructor(host: LitElement) {
    this.#host = host
    host.addController(this)
  }

  /** Undefined until the first words are there. */
  get speech(): Speech | undefined {
    return this.#speech
  }

  /** Once the words are there. */
  get learned(): Promise<void> {
    return this.#learning
  }

  hostUpdate(): void {
    const tag = languageOf(this.#host)
    if (tag === this.#tag) return
    this.#tag = tag
    this.#learning = this.#learn(tag, tag || navigator.language)
  }

  async #learn(tag: string, wanted: string): Promise<void> {
    const language = languageFor(wanted)
    const found = wordsFor(language)
    const words = found instanceof Promise ? await lazily(() => wordsFor(language)) : found
    if (tag !== this.#tag) return
    // English is also what we speak where the page's language is none of ours.
    const isPages = tag !== '' && (language !== 'en' || /^en\b/i.test(tag))
    this.#speech = { language, words, locale: wanted.replace(/_/g, '-'), isPages }
    this.#host.requestUpdate()
  }
}
