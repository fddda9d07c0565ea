/** What the tags take, for frameworks that check their templates. */

import type { PaymentEventMap } from './events.ts'

/** Where it hears from, and how: the same for both elements. */
interface Sources {
  token?: string | undefined
  /** As a property only. */
  getToken?: (() => Promise<string>) | undefined
  relay?: string | undefined
  debug?: boolean | undefined
}

/** Attributes and properties of `<payment-status>`, in camel case. */
export interface PaymentStatusTag extends Sources {
  /** The merchant's own id of the order. A number is taken as text. */
  order?: string | number | undefined
  tokenUrl?: string | undefined
  variant?: 'card' | 'steps' | 'dialog' | 'badge' | undefined
  open?: boolean | undefined
  merchant?: string | undefined
  toasts?: boolean | undefined
  transport?: 'auto' | 'polling' | undefined
  continueUrl?: string | undefined
  /** In seconds. */
  continueAfter?: number | string | undefined
  retryUrl?: string | undefined
  supportUrl?: string | undefined
  tabTitle?: boolean | undefined
}

/** Attributes and properties of `<payment-toasts>`, in camel case. */
export interface PaymentToastsTag extends Sources {
  tokenUrl?: string | undefined
}

type Kebab<Name extends string> = Name extends `${infer Head}${infer Rest}`
  ? `${Head extends Lowercase<Head> ? Head : `-${Lowercase<Head>}`}${Kebab<Rest>}`
  : Name

/** The same as one writes attributes. A function is no attribute. */
export type Attributes<Tag> = {
  [
    Name in keyof Tag as Name extends 'getToken' | symbol | number ? Name : Kebab<Name & string>
  ]: Tag[Name]
}

/** Listeners as attributes of the name of their event: `onpayment-succeeded`. */
export type Listeners = {
  [Type in keyof PaymentEventMap as `on${Type}`]?: (event: PaymentEventMap[Type]) => void
}
