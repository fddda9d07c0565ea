/** `payment-status/vue`: the elements in Vue's templates. Types only. */

import type { HTMLAttributes } from 'vue'
import type { PaymentEventMap } from '../events.ts'
import type { PaymentStatusTag, PaymentToastsTag } from '../tags.ts'

/** As Vue's compiler looks at a component: what it takes, and what it tells. */
type Component<Tag> = new () => {
  $props: HTMLAttributes & Tag
  $emit: <Type extends keyof PaymentEventMap>(type: Type, event: PaymentEventMap[Type]) => void
}

declare module 'vue' {
  interface GlobalComponents {
    'payment-status': Component<PaymentStatusTag>
    'payment-toasts': Component<PaymentToastsTag>
  }
}

export type { PaymentStatusTag, PaymentToastsTag }
