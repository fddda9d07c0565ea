/** The same story in a native dialog; as long as there is no order, the shop's own form in it. */

import type { ReactiveController } from 'lit'
import { styles } from './dialog.styles.ts'
import type { Drawing, Frame, LookHost } from './look.ts'

export { styles }

export const name = 'dialog'

/** While one of these is true, a shopper may fear that closing means calling it off. */
const PENDING = ['pending', 'requires_action', 'processing']

export const template: Drawing = (view, kit) => {
  const { html, parts, words, host } = kit
  const isPending = PENDING.includes(host.snapshot?.status ?? '')
  const note = isPending ? `${view.note} ${words.note.closing}`.trim() : view.note
  return html`
    <div part="card" class="card">
      ${parts.head(view, kit)}
      <div class="story">
        <div class="body">${parts.ring(view, kit)} ${parts.words(view, kit)}</div>
        ${parts.money(view, kit)}
      </div>
      ${parts.slot({ ...view, note }, kit)} ${parts.stub(view, kit)}
    </div>
  `
}

/** A press this soon after it came was meant for what was there before, in ms. */
const SETTLING = 400

/** When the last dialog came, and where the last press began. */
let openedAt = 0
let pressed: EventTarget | null

export const frame: Frame = (inside, _, view, { html, icons, words, host }) => html`
  <dialog
    part="dialog"
    class="look dialog ${view.tone}"
    role="dialog"
    tabindex="-1"
    aria-labelledby="title"
    aria-label=${view.merchant}
    @pointerdown=${({ target }: Event) => (pressed = target)}
    @click=${({ target, currentTarget, timeStamp }: Event) => {
      // A press that began inside, such as to select a text, is none beside it.
      const isBeside = target === currentTarget && target === pressed
      if (isBeside && timeStamp - openedAt > SETTLING) host.close()
    }}
    @keydown=${(event: KeyboardEvent) => {
      if (!isModal() && event.key === 'Escape' && !event.defaultPrevented) host.close()
    }}
    @close=${({ target }: Event) => {
      // It comes late: one that was moved in the page is open again.
      if (target instanceof Element && !target.hasAttribute('open')) host.close()
    }}
  >
    <button
      part="close"
      class="close"
      type="button"
      aria-label=${words.button.close}
      @click=${() => host.close()}
    >
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
        <path d=${icons.cross} />
      </svg>
    </button>
    ${inside}
  </dialog>
`

/** Before Safari 15.4 and Firefox 98 there are no dialogs: there it is a box beside which the page can be used. */
const isModal = (): boolean => 'HTMLDialogElement' in window

/** Opens and closes it as the element says; focus goes in, stays in, and goes back to where it was. */
export function control(host: LookHost): ReactiveController {
  let from: Element | null = null
  let hadFocus = false
  const box = () => host.shadowRoot?.querySelector('dialog')
  const hasFocus = () => host.matches(':focus-within')

  function open(dialog: HTMLDialogElement): void {
    openedAt = performance.now()
    from = focused()
    if (isModal()) dialog.showModal()
    else dialog.setAttribute('open', '')
    // Not what comes first: nothing that a press of Enter would do by mistake.
    dialog.focus()
    host.querySelector<HTMLElement>('[autofocus]')?.focus()
  }

  function close(dialog: HTMLDialogElement): void {
    // In a page that could be used meanwhile, the focus may be elsewhere by now.
    const isOurs = hasFocus() || document.activeElement === document.body
    if (isModal()) dialog.close()
    else dialog.removeAttribute('open')
    if (isOurs && from instanceof HTMLElement) from.focus({ preventScroll: true })
  }

  return {
    hostUpdate() {
      hadFocus = hasFocus()
    },
    hostUpdated() {
      const dialog = box()
      if (!dialog || !host.isConnected) return
      const isOpen = dialog.hasAttribute('open')
      if (host.open && !isOpen) open(dialog)
      else if (!host.open && isOpen) close(dialog)
      // What had the focus is gone, such as the shop's form: without this, the keyboard would be nowhere.
      else if (isOpen && hadFocus && (isFormGone() || !hasFocus())) dialog.focus()
    },
    hostDisconnected() {
      const dialog = box()
      if (dialog?.hasAttribute('open')) close(dialog)
    },
  }

  function isFormGone(): boolean {
    return host.snapshot !== null && host.querySelector(':focus-within') !== null
  }
}

/** What has the focus, in whatever shadow it is. */
function focused(): Element | null {
  let at = document.activeElement
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  return at
}
