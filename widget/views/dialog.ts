/** The card in a native dialog; as long as there is no order, the shop's own form in it. */

import type { ReactiveController } from 'lit'
import { styles } from './dialog.styles.ts'
import type { Drawing, Frame, LookHost } from './look.ts'

export { styles }

export const template: Drawing = (view, kit) => kit.card(view, kit)

/** A press this soon after it came was meant for what was there before, in ms. */
const SETTLING = 400

/** When the last dialog came, and where the last press began. */
let openedAt = 0
let pressed: EventTarget | null

export const frame: Frame = (inside, _, tone, { html, words, host }) => html`
  <dialog
    part="dialog"
    class="look dialog ${tone}"
    tabindex="-1"
    aria-labelledby="title"
    aria-label=${host.merchant || location.host}
    @pointerdown=${({ target }: Event) => (pressed = target)}
    @click=${({ target, currentTarget, timeStamp }: Event) => {
      // A press that began inside, such as to select a text, is none beside it.
      const isBeside = target === currentTarget && target === pressed
      if (isBeside && timeStamp - openedAt > SETTLING) host.close()
    }}
    @keydown=${({ key, defaultPrevented }: KeyboardEvent) => {
      if (key === 'Escape' && !defaultPrevented && !isModal()) host.close()
    }}
    @close=${({ target }: Event) => {
      // It comes late: one that was moved in the page is open again.
      if (!isOpen(target as Element)) host.close()
    }}
  >
    <button
      part="close"
      class="close"
      type="button"
      aria-label=${words.button.close}
      @click=${() => host.close()}
    >
      ×
    </button>
    ${inside}
  </dialog>
`

/** Before Safari 15.4 and Firefox 98 there are no dialogs: there it is a box beside which the page can be used. */
const isModal = (): boolean => 'HTMLDialogElement' in window

const isOpen = (dialog: Element): boolean => dialog.hasAttribute('open')

/** Opens and closes it as the element says; focus goes in, stays in, and goes back to where it was. */
export function control(host: LookHost): ReactiveController {
  let from: HTMLElement | null
  let hadFocus = false

  function open(dialog: HTMLDialogElement): void {
    openedAt = performance.now()
    from = document.activeElement as HTMLElement | null
    if (isModal()) dialog.showModal()
    else dialog.setAttribute('open', '')
    // Not what comes first: nothing that a press of Enter would do by mistake.
    dialog.focus()
    host.querySelector<HTMLElement>('[autofocus]')?.focus()
  }

  function close(dialog: HTMLDialogElement): void {
    if (isModal()) dialog.close()
    else dialog.removeAttribute('open')
    // Beside one that is not modal, the focus may be elsewhere by now.
    if (isModal() || hadFocus) from?.focus({ preventScroll: true })
  }

  function update(isWanted: boolean): void {
    const root = host.shadowRoot
    const dialog = root?.querySelector('dialog')
    if (!root || !dialog) return
    if (isWanted !== isOpen(dialog)) (isWanted ? open : close)(dialog)
    // What had the focus is gone, such as the shop's form: without this, the keyboard would be nowhere.
    else if (isWanted && hadFocus && host.snapshot && !root.activeElement) dialog.focus()
  }

  return {
    // `:focus` holds only in a window that is in front, and this one is not while the shopper is in the bank's app.
    hostUpdate: () => (hadFocus = host.contains((host.getRootNode() as Document).activeElement)),
    hostUpdated: () => update(host.open && host.isConnected),
    hostDisconnected: () => update(false),
  }
}
