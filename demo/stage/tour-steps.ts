/** The tour's sentences, and what each of them does. */

import type { PaymentStatusElement } from '../../widget/payment-status.ts'
import type { Step } from './tour.ts'

/** What the tour waits for. */
export interface Seen {
  element: PaymentStatusElement
  /** The words of all that has happened to the order, newest last. */
  texts(): readonly string[]
  /** Whether the provider can be asked what came of a payment. */
  canBeAsked(): boolean
  /** What nobody needs once the tour is elsewhere: as it was at first. */
  reset(): Promise<void>
}

const OK = '#screen [data-act="approve"]'
const chip = (id: string) => `[data-chip="${id}"]`

export const tourSteps = ({ element, texts, canBeAsked, reset }: Seen): readonly Step[] => {
  const isPaid = () => element.status === 'succeeded'
  const isLost = () => !['live', 'polling'].includes(element.connection)
  return [
    {
      says: 'Somebody has just pressed Pay. This card is all that a shop adds: one script tag, one element.',
      at: '#pane',
      tab: 'phone',
      does: async ({ press, until }) => {
        await reset()
        await press(chip('again'))
        await until(() => element.status === 'requires_action')
      },
    },
    {
      says: 'The provider asks on the phone. The shopper answers there, and nobody touches the page.',
      at: '#phone',
      tab: 'phone',
      does: async ({ press, until }) => {
        await press(OK)
        await until(isPaid)
      },
    },
    {
      says: 'Checked, on disk, on the screen. Measured just now, on this very machine.',
      at: '#way',
      tab: 'under',
    },
    {
      says: 'Somebody forges “paid”. It proves nothing: refused, or asked about, and the card stays true.',
      at: chip('forged'),
      tab: 'wrong',
      does: async ({ press, until }) => {
        await press(chip('again'))
        await until(() => element.status === 'requires_action')
        await press(chip('forged'))
        await until(() => texts().some((text) => /who is not/i.test(text)))
      },
    },
    {
      says: 'We kill the relay: a real process, really killed. The page says so, and of money only what it last heard.',
      at: chip('kill'),
      tab: 'wrong',
      does: async ({ press, until }) => {
        await press(chip('kill'))
        await until(isLost)
      },
      // Ten seconds without a word, and the card says as of when its sentence about money holds.
      stays: 2.2,
    },
    {
      says: 'And start it again. Same order, nothing lost; the shopper pays, and reads it here.',
      at: '#pane',
      tab: 'wrong',
      does: async ({ press, until }) => {
        await press(chip('kill'))
        await until(() => !isLost())
        await press(OK)
        await until(isPaid)
      },
    },
    {
      get says() {
        return canBeAsked()
          ? 'The shopper pays, and the callback is lost. Nobody presses anything: the relay asks the provider by itself.'
          : 'The shopper pays, and the callback is lost. This provider cannot be asked: the card waits, and claims nothing.'
      },
      at: chip('never'),
      tab: 'wrong',
      does: async ({ press, until }) => {
        await press(chip('again'))
        await until(() => element.status === 'requires_action')
        await press(chip('never'))
        await until(() => (canBeAsked() ? isPaid() : texts().some((text) => /is lost/.test(text))))
      },
    },
    {
      says: 'Now a proxy swallows every WebSocket. The next payment arrives all the same: by polling.',
      at: chip('no sockets'),
      tab: 'wrong',
      does: async ({ press, until }) => {
        await press(chip('no sockets'))
        await press(chip('again'))
        await until(() => element.status === 'requires_action')
        await press(OK)
        await until(isPaid)
        await press(chip('no sockets'))
      },
    },
    {
      says: 'That was it. Press anything yourself: each event underneath shows its bytes.',
      at: '#under',
      tab: 'under',
    },
  ]
}
