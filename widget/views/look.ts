import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit'
import type { Snapshot } from '../../relay/protocol.ts'
import type { Words } from '../locales/words.ts'
import type { View } from '../view-model/view.ts'
import type { Kit, Template } from './template.ts'

/** An element that has a look. */
export interface LookHost extends ReactiveControllerHost, HTMLElement {
  variant: string
  /** Of a dialog. */
  open: boolean
  merchant: string
  readonly snapshot: Snapshot | null
  close(): void
}

/** What a look that is loaded when wanted is drawn with. */
export interface LookKit extends Kit {
  words: Words
  card: Template
  host: LookHost
  /** BCP 47. */
  language: string
  /** The style of what is for ears only. */
  unseen: string
}

/** Once something is known of the order. */
export type Drawing = (view: View, kit: LookKit) => TemplateResult

/** What stands around it, and before that around the slot. `inside`: what is `drawn`, and the live regions. */
export type Frame = (
  inside: TemplateResult,
  drawn: TemplateResult,
  tone: string,
  kit: LookKit,
) => TemplateResult

/** A look other than the card: a module that imports nothing of what is loaded first. */
export interface Look {
  readonly styles: string
  readonly template: Drawing
  readonly frame?: Frame
  /** What it does besides being drawn. */
  readonly control?: (host: LookHost) => ReactiveController
}
