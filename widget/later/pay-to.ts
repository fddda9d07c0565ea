/** Where the money must be sent by hand: what has to be typed elsewhere, ready to be copied. */

import type { TemplateResult } from 'lit'
import type { Words } from '../locales/words.ts'
import type { View } from '../view-model/view.ts'
import type { Kit } from '../views/template.ts'
import type { Copying } from './copying.ts'

/** Numbers, and IBANs: groups in them are for the eye. Anything else may need its spaces. */
const GROUPED = /^(\d[\d ]*|[A-Z]{2}\d{2}[A-Z\d ]+)$/

/** As it is copied: without the spaces that somebody put in for the eye. */
const bareAccount = (account: string): string =>
  GROUPED.test(account) ? account.replace(/ /g, '') : account

/** As it is read: in groups of four, once it is too long for one glance. */
const readAccount = (account: string): string =>
  GROUPED.test(account) && account.length > 8 && !account.includes(' ')
    ? account.replace(/.{4}(?=.)/g, '$& ')
    : account

/** `isGone`: it keeps its room, so that nothing below it moves, and nobody sees it. */
export function payTo(view: View, kit: Kit, copying: Copying, isGone: boolean): TemplateResult {
  const { label } = kit.words as Words
  const row = (name: string, part: string, shown: string, bare: string) => kit.html`
    <div class="line" ?hidden=${!shown}>
      <span
        ><small .textContent=${name}></small
        ><bdi
          part=${part}
          class="strong"
          translate="no"
          .textContent=${shown}
          @copy=${(event: ClipboardEvent) => copyBare(event, bare)}
        ></bdi></span
      >${copying.button(bare, name, kit, true)}
    </div>
  `
  return kit.html`
    <div class="payto ${isGone ? 'gone' : ''}">
      ${row(view.payLabel || label.account, 'account', readAccount(view.payTo), bareAccount(view.payTo))}
      ${row(label.amount, 'exact', view.payAmountText, view.payAmount)}
    </div>
  `
}

/** Who selects it and copies it by hand gets no more than who presses the button. */
function copyBare(event: ClipboardEvent, bare: string): void {
  event.clipboardData?.setData('text/plain', bare)
  event.preventDefault()
}
