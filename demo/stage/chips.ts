/** What goes wrong in life: a chip each. */

export type Group = 'network' | 'provider' | 'money' | 'shopper'

export interface Chip {
  /** What it does: an act of the server's, or one of the page's own. */
  id: string
  label: string
  group: Group
  /** What it means, for who rests on it. */
  title: string
  /** It stays pressed until it is pressed again. */
  isSwitch?: true
  /**
   * What the order must be for it to make sense. `open`: nothing has come of it yet, else a new one is begun.
   * `unasked`: nobody has been asked to pay yet, so it is always a new one. `paid`: it is paid first.
   */
  needs?: Need
}

export type Need = 'open' | 'unasked' | 'paid'

export const GROUPS: Readonly<Record<Group, string>> = {
  network: 'Network',
  provider: 'Provider',
  money: 'Money',
  shopper: 'Shopper',
}

const chip = (
  group: Group,
  id: string,
  label: string,
  title: string,
  more: Partial<Chip> = {},
): Chip => ({ group, id, label, title, ...more })

const SWITCH = { isSwitch: true } as const
const OPEN = { needs: 'open' } as const
/** Its time is short, which that of a prompt is not. */
const UNASKED = { needs: 'unasked' } as const
const PAID = { needs: 'paid' } as const

export const CHIPS: readonly Chip[] = [
  chip(
    'network',
    'no sockets',
    'Sockets blocked',
    'A proxy that lets no WebSocket through',
    SWITCH,
  ),
  chip('network', 'offline', 'Offline', 'Nothing gets through at all', SWITCH),
  chip(
    'network',
    'kill',
    'Relay killed',
    'Its process is killed, really, until you let go',
    SWITCH,
  ),
  chip('provider', 'twice', 'Twice', 'The same callback comes twice', OPEN),
  chip('provider', 'late', 'Late', 'Paid in time, but the callback comes after it', UNASKED),
  chip('provider', 'out_of_order', 'Out of order', 'The later event comes first', OPEN),
  chip('provider', 'forged', 'Forged', 'Somebody else signs “paid”', OPEN),
  chip(
    'provider',
    'before_order',
    'Before the order',
    'The callback is faster than the shop',
    OPEN,
  ),
  chip(
    'provider',
    'never',
    'Lost',
    'The callback never comes: the relay asks the provider by itself, here after 3 s, else after half a minute',
    OPEN,
  ),
  chip('money', 'pay_twice', 'Paid twice', 'The shopper pays a second time', OPEN),
  chip('money', 'too_little', 'Too little', 'A part of the amount arrives', OPEN),
  chip('money', 'after_time', 'After the time', 'The money comes when the time is over', UNASKED),
  chip('money', 'refund', 'Refund', 'The shop sends the money back', PAID),
  chip('money', 'dispute', 'Dispute', 'The shopper’s bank contests the payment', PAID),
  chip('money', 'escrow', 'Escrow', 'Paid is held until both have confirmed', SWITCH),
  chip('shopper', 'reload', 'Reload', 'The shopper loads the page again'),
  chip('shopper', 'tab', 'Second tab', 'The same order in another tab'),
  chip('shopper', 'again', 'New order', 'Presses Pay once more'),
  chip('shopper', 'silent', 'Sleep', 'The laptop sleeps: bytes stop, nothing is closed', SWITCH),
]
