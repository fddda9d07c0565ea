/** What happens to a page, from its first moment on. */

export interface Record {
  /** All that the elements have told, in order. */
  told: { order: string; status?: string; connection?: string; code?: string }[]
  /** Each time the page was shown: whether it came out of the back-forward cache. */
  persisted: boolean[]
  /** What its policy forbade, and errors that nobody caught. */
  wrong: string[]
}

declare global {
  interface Window {
    record: Record
  }
}

/** Runs in the page, before everything else. */
export function recorder(): void {
  const record: Record = { told: [], persisted: [], wrong: [] }
  window.record = record

  const orderOf = (event: Event) => (event.target as HTMLElement).getAttribute('order') ?? ''
  addEventListener('payment-status-change', (event) => {
    record.told.push({ order: orderOf(event), status: event.snapshot.status })
  })
  addEventListener('payment-connection-change', (event) => {
    record.told.push({ order: orderOf(event), connection: event.connection })
  })
  addEventListener('payment-error', (event) => {
    record.told.push({ order: orderOf(event), code: event.code })
  })
  addEventListener('pageshow', ({ persisted }) => record.persisted.push(persisted))
  addEventListener('error', ({ message }) => record.wrong.push(message))
  addEventListener('unhandledrejection', ({ reason }) => record.wrong.push(String(reason)))
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    record.wrong.push(`${violatedDirective}: ${blockedURI}`)
  })
}
