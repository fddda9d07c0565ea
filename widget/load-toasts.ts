import { html, nothing, render } from 'lit'
import { follow } from './client/follow.ts'
import { askForToken } from './client/tokens.ts'
import type { PaymentStatusChangeEvent } from './events.ts'
import { loadFace } from './load-face.ts'
import { tokenFrom } from './token-url.ts'
import type { Toasts } from './toasts/toasts.ts'

/** The last change of each element that came while they were being loaded. */
const missed = new WeakMap<EventTarget, PaymentStatusChangeEvent>()

const hold = (event: PaymentStatusChangeEvent): void =>
  void missed.set(event.composedPath()[0] ?? window, event)

/** Loads the toasts, once for all elements: they come behind what all elements show. What changes until then is told too. */
export async function loadToasts(): Promise<Toasts> {
  addEventListener('payment-status-change', hold, true)
  const face = await loadFace()
  const toasts = await face.loadToasts({
    html,
    nothing,
    render,
    follow,
    askForToken,
    tokenFrom,
    missed,
  })
  removeEventListener('payment-status-change', hold, true)
  return toasts
}
