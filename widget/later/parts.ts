/** Parts of the looks that the first seconds do without: what to press, the clock, a ring that counts. */

import type { Button, View } from '../view-model/view.ts'
import type { Parts } from '../views/template.ts'

/** More pieces than that are not told apart, and are drawn as a share. */
const MANY = 24

/** Of `of` pieces as many as there are, in percent of the circle. */
const pieces = (count: number, of: number): string =>
  of > MANY ? `${(100 * count) / of} 0 ` : `${85 / of} ${15 / of} `.repeat(count)

/** A share of the ring, from 0 to 1, as a line and a gap: in half percents, which are less than a pixel each. */
export const dashOf = (share: number): string => `${Math.ceil(share * 200) / 2} 100`

const front = ({ ring, share, pieces: [count, of] }: View): string =>
  ({
    turning: '26 74',
    share: dashOf(share),
    pieces: `${pieces(count, of)}0 100`,
    broken: '2.2 3.355',
    closed: '100 0',
  })[ring]

export const parts: Pick<Parts, 'dashes' | 'slot'> = {
  dashes: (view) => [
    front(view),
    view.ring === 'pieces' && view.pieces[1] <= MANY ? pieces(1, view.pieces[1]) : '',
  ],

  // The same three to press are always there, so that none is ever made anew under a finger.
  slot: (view, { html, isTall, press }) => {
    const main = view.buttons.find(({ isMain }) => isMain)
    const other = view.buttons.find(({ isMain }) => !isMain)
    const hasClock = Boolean(view.left || view.note)
    const label = (button?: Button) => (button ? `${button.label} ${button.rest}`.trim() : '')
    const pressed = (button?: Button) => (event: Event) => button && press(button, event)
    const part = (isThere: boolean) => (isThere ? 'button' : '')
    return html`
      <div part="slot" class="row slot ${main && hasClock ? 'wide' : ''} ${isTall ? 'tall' : ''}">
        <a
          part=${part(Boolean(main?.href))}
          class="button main"
          href=${main?.href ?? ''}
          ?hidden=${!main?.href}
          @click=${pressed(main)}
          .textContent=${label(main)}
        ></a>
        <button
          part=${part(main?.href === '')}
          class="button main"
          type="button"
          ?hidden=${main?.href !== ''}
          @click=${pressed(main)}
          .textContent=${label(main)}
        ></button>
        <div part="clock" class="clock small" ?hidden=${!hasClock}>
          <div class="left" ?hidden=${!view.left}>
            <span .textContent=${view.leftBefore}></span>
            <b class="strong" translate="no" .textContent=${view.left}></b>
            <span .textContent=${view.leftAfter}></span>
          </div>
          <p .textContent=${view.note}></p>
        </div>
        <button
          part=${part(Boolean(other))}
          class="button pale"
          type="button"
          ?hidden=${!other}
          aria-disabled=${other?.isResting ?? false}
          @click=${pressed(other)}
          .textContent=${label(other)}
        ></button>
      </div>
    `
  },
}
