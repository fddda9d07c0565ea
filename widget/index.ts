/** Defines the elements: the package's only side effect. */

// First: it must be read before Lit.
import { whenLitDraws } from './trusted-types.ts'
import { PaymentStatusElement } from './payment-status.ts'
import { PaymentToastsElement } from './toasts/payment-toasts.ts'

void whenLitDraws(() => {
  // A page that loads two copies keeps the first.
  if (!customElements.get('payment-status')) {
    customElements.define('payment-status', PaymentStatusElement)
    customElements.define('payment-toasts', PaymentToastsElement)
  }
})

export { PaymentStatusElement, PaymentToastsElement }
export * from './events.ts'
export { follow } from './client/follow.ts'
export type { Connection } from './client/connection.ts'
export type { PaymentStatus, Snapshot } from '../relay/protocol.ts'
