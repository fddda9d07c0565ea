/** What the relay serves as a script tag: it knows which relay it came from. */

import { PaymentStatusElement } from './payment-status.ts'

// Not `new URL('.', …)`: bundlers take that for a file to bring along.
PaymentStatusElement.defaultRelay = import.meta.url.replace(/[^/]*$/, '')

export * from './index.ts'
