/** Defines the elements: the package's only side effect. */

import { PaymentStatusElement } from './payment-status.ts'
import { PaymentToastsElement } from './toasts/payment-toasts.ts'

// A page that loads two copies keeps the first.
if (!customElements.get('payment-status')) {
  customElements.define('payment-status', PaymentStatusElement)
  customElements.define('payment-toasts', PaymentToastsElement)
}

export { PaymentStatusElement, PaymentToastsElement }
export * from './events.ts'
export { follow } from './client/follow.ts'
export type { Connection } from './client/connection.ts'
export type { PaymentStatus, Snapshot } from '../relay/protocol.ts'
