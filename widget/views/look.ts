import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit'
import type { Snapshot } from '../../relay/protocol.ts'
import type { Words } from '../locales/words.ts'
import type { View } from '../view-model/view.ts'
import type { Kit } from './template.ts'

/** An element that has a look. */
export interface LookHost extends ReactiveControllerHost, HTMLElement {
  variant: string
  /** Of a dialog. */
  open: boolean
  readonly snapshot: Snapshot | null
  close(): void
}

/** What a look that is loaded when wanted is drawn with. */
export interface LookKit extends Kit {
  words: Words
  host: LookHost
  /** BCP 47. */
  language: string
  /** The relay's clock, in ms since 1970. */
  now: number
}

/** A look other than the card: a module that imports nothing of what is loaded first. */
export interface Look {
  /** Of its styles. */
  readonly name: string
  readonly styles: string
  /** Once something is known of the order. */
  readonly template: (view: View, kit: LookKit) => TemplateResult
  /** What stands around that, and around the slot before: from the start. `inside` has the live regions, too. */
  readonly frame?: (inside: TemplateResult, view: View, kit: LookKit) => TemplateResult
  /** What it does besides being drawn. */
  readonly control?: (host: LookHost) => ReactiveController
}
