/** The element, as what stands behind the first request has it. */

import type { LitElement } from 'lit'
import type { Snapshot } from '../relay/protocol.ts'

export interface Host extends LitElement {
  order: string
  variant: string
  open: boolean
  merchant: string
  toasts: boolean
  tabTitle: boolean
  continueUrl: string
  continueAfter: number | null
  retryUrl: string
  supportUrl: string
  readonly snapshot: Snapshot | null
  refresh(): void
  close(): void
}

/** A `<payment-toasts>`, likewise. */
export interface ToastsHost extends LitElement {
  token: string
  tokenUrl: string
  getToken: (() => Promise<string>) | undefined
  relay: string
  debug: boolean
}
