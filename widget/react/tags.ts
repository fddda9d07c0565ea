/** The elements in TSX: `<payment-status order="…" />` is checked as any component. React 19 or newer. */

import type { DetailedHTMLProps, HTMLAttributes } from 'react'
import type { Attributes, Listeners, PaymentStatusTag, PaymentToastsTag } from '../tags.ts'

type Element<Tag> = DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> &
  Attributes<Tag> &
  Listeners

export type PaymentStatusProps = Element<PaymentStatusTag>
export type PaymentToastsProps = Element<PaymentToastsTag>

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'payment-status': PaymentStatusProps
      'payment-toasts': PaymentToastsProps
    }
  }
}
