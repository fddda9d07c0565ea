/**
 * What an element shows and says: the card, its words and styles, and what comes behind them. It is loaded while the
 * connection is made, and until it is here the shop's own words stand in the slot.
 *
 * It imports nothing of the first request that has a state or is large: a bundler would put what both need in a third
 * file, for which every first visit had to wait. So it is handed that.
 */

import type { html as Html, svg as Svg, TemplateResult } from 'lit'
import { adoptStyles } from './adopt-styles.ts'
import type { FollowError } from './client/following.ts'
import type { Attendant } from './later/attendant.ts'
import type { Later } from './later/later.ts'
import type { Listeners } from './listeners.ts'
import { loadCode } from './load-code.ts'
import { loadLater } from './load-later.ts'
import { wordsFor } from './locales/index.ts'
import { merged, type FirstWords, type Words } from './locales/words.ts'
import type { OrderController } from './order-controller.ts'
import type { Host } from './host.ts'
import { styles } from './payment-status.styles.ts'
import { loadToasts } from './toasts/load-toasts.ts'
import type { View } from './view-model/view.ts'
import { firstView, tools, type FirstInput } from './view-model/view-model.ts'
import { card } from './views/card.ts'
import { ICONS } from './views/icons.ts'
import type { Looks } from './views/index.ts'
import type { LookKit } from './views/look.ts'
import { parts } from './views/parts.ts'
import { WordsController, type Speech } from './words-controller.ts'

/** All that is there: the first words, and the rest once it is loaded. */
let english = wordsFor('en') as FirstWords

let learning: Promise<Later> | undefined

const learnLater = (): Promise<Later> =>
  (learning ??= loadLater().then((later) => {
    english = merged(english, later.words)
    return later
  }))

/** Tells the merchant, in the console. */
async function explain(error: FollowError): Promise<void> {
  const later = await learnLater()
  later.explain(error)
}

/** How long the first sight waits for words in the page's language, in ms: better than words that change. */
const PATIENCE = 1_000

/** What the element hands over. */
export interface Given {
  html: typeof Html
  svg: typeof Svg
  order: OrderController
  /** Who listens for another attempt. */
  retriers: Listeners
  /** The style of what is for ears only. */
  unseen: string
}

/** What there is to draw. */
export interface Drawn {
  /** For a live region that waits for a pause, and for one that does not. */
  polite: string
  urgent: string
  /** Undefined: the slot. */
  content: TemplateResult | '' | undefined
  /** What stands around all of it. */
  frame: (inside: TemplateResult) => TemplateResult
}

class Face {
  readonly #host: Host
  readonly #given: Given
  #later: Later | undefined
  #attendant: Attendant | undefined
  #looks: Looks | undefined
  readonly #words: WordsController
  #isPatient = true
  readonly #loaded: Promise<void>
  readonly #patience: Promise<void>

  constructor(host: Host, given: Given) {
    this.#host = host
    this.#given = given
    this.#words = new WordsController(host)
    this.#loaded = this.#loadLater()
    this.#patience = this.#losePatience()
  }

  /** Once it is drawn with all its words, unless they take too long. */
  get whole(): Promise<unknown> {
    return Promise.race([this.#patience, Promise.all([this.#loaded, this.#words.learned])])
  }

  async #loadLater(): Promise<void> {
    const { order, retriers } = this.#given
    const now = () => order.known.now
    this.#later = await learnLater()
    this.#attendant = this.#later.attend(
      this.#host,
      tools,
      retriers,
      () => this.#speech,
      loadCode,
      now,
    )
    this.#looks = this.#later.looks(this.#host, this.#adopt)
    this.#host.requestUpdate()
  }

  async #losePatience(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, PATIENCE))
    this.#isPatient = false
    this.#host.requestUpdate()
  }

  draw(): Drawn {
    const { variant, open, snapshot } = this.#host
    const { html, svg, unseen } = this.#given
    const later = this.#later
    this.#adopt('first', styles)
    if (later) this.#adopt('later', later.styles)
    this.#looks?.dress()
    const speech = this.#speech
    const shown = snapshot && speech ? this.#look(speech) : undefined
    // A sentence is announced once: not before the reasons are there that may change it.
    const announcement = (later && shown?.announcement) ?? ''

    // The truth comes before its looks: while those take too long, and where they cannot be had, it is a card.
    const look =
      variant === 'card' ? null : (this.#looks?.look ?? (this.#isPatient ? undefined : null))
    const draw = look === null ? card : look?.template
    const kit: LookKit = {
      html,
      svg,
      parts: later ? { ...parts, ...later.parts } : parts,
      card,
      icons: later ? { ...ICONS, ...later.icons } : ICONS,
      // What is loaded when wanted comes after `later`, and so after all words.
      words: (speech?.words ?? english) as Words,
      language: speech?.locale ?? 'en',
      extras: this.#attendant?.extras,
      supportUrl: this.#attendant?.supportUrl ?? '',
      isTall: this.#attendant?.isTall ?? false,
      press: (...pressed: Parameters<LookKit['press']>) => this.#attendant?.press(...pressed),
      adopt: this.#adopt,
      host: this.#host,
      unseen,
    }
    const drawn = shown && draw ? draw(shown, kit) : undefined
    // A dialog that is shut, or not here yet, shows nothing.
    const isHidden = variant === 'dialog' && !look?.frame && !(open && draw)
    return {
      polite: shown?.isUrgent ? '' : announcement,
      urgent: shown?.isUrgent ? announcement : '',
      content: isHidden ? '' : drawn,
      frame: (inside) =>
        look?.frame?.(inside, drawn ?? html`<slot></slot>`, shown?.tone ?? '', kit) ?? inside,
    }
  }

  readonly #adopt = (name: string, css: string): void => {
    const { shadowRoot } = this.#host
    if (shadowRoot) adoptStyles(shadowRoot, name, css)
  }

  /** English until the page's own words are there, once they take too long. */
  get #speech(): Speech | undefined {
    const { speech } = this.#words
    if (!speech && this.#isPatient) return undefined
    const { language = 'en', locale = language, isPages = false, words = english } = speech ?? {}
    return { language, locale, isPages, words: language === 'en' ? english : words }
  }

  #look({ words, locale }: Speech): View {
    const { known, isSeen } = this.#given.order
    const input: FirstInput = {
      ...known,
      order: this.#host.order,
      language: locale,
      words,
      merchant: this.#host.merchant || known.snapshot?.merchant || location.host,
    }
    return this.#attendant?.look(input, isSeen) ?? firstView(input)
  }
}

export type { Face }

export const face = {
  of: (host: Host, given: Given): Face => new Face(host, given),
  explain,
  loadToasts,
}
