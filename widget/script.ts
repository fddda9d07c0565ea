/** What the relay serves as a script tag: it knows which relay it came from. */

import { PaymentStatusElement } from './index.ts'

export * from './index.ts'

// Not `new URL('.', …)`: bundlers take that for a file to bring along.
PaymentStatusElement.defaultRelay = import.meta.url.replace(/[^/]*$/, '')

// Another copy may have been here first, out of a bundle that knows no relay.
const defined: CustomElementConstructor | undefined = customElements.get('payment-status')
if (defined && 'defaultRelay' in defined) defined.defaultRelay ||= PaymentStatusElement.defaultRelay
