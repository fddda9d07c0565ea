/** The shopper's phone: the clock, and whatever its provider shows. */

import { find, make } from './dom.ts'
import { PROMPTS, type Bill, type Field, type Kind } from './prompts.ts'

/** Where the prompt stands with the shopper. */
export type Screen =
  /** Nothing is asked. */
  | 'resting'
  | 'asking'
  /** Answered, and under way. */
  | 'sending'
  | 'paid'
  | 'held'
  | 'confirmed'
  | 'released'
  | 'canceled'
  | 'wrong'
  | 'poor'
  | 'ignored'
  | 'off'

const DIGITS = 4

export class Phone {
  readonly #place = find('#phone')
  readonly #act: (act: string) => void
  #kind: Kind = 'pin'
  #bill: Bill = { amount: '', shop: '', provider: '' }
  #screen: Screen = 'resting'

  /** `act`: what the shopper does, as the server calls it. */
  constructor(act: (act: string) => void) {
    this.#act = act
    this.tick('en')
  }

  get screen(): Screen {
    return this.#screen
  }

  set(kind: Kind, bill: Bill): void {
    this.#kind = kind
    this.#bill = bill
  }

  show(screen: Screen): void {
    this.#screen = screen
    this.#place.dataset['screen'] = screen
    find('#screen').replaceChildren(...this.#content())
  }

  /** Follows the language, and the time. */
  tick(language: string): void {
    const now = new Date()
    const day = { weekday: 'long', day: 'numeric', month: 'long' } as const
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    find('#phone time').textContent = now.toLocaleTimeString(language, time)
    find('#phone .day').textContent = now.toLocaleDateString(language, day)
  }

  #content(): Node[] {
    const { from, asks, paid, field, yes, no } = PROMPTS[this.#kind]
    const say = (text: string) => [this.#card(from(this.#bill), text)]
    switch (this.#screen) {
      case 'resting':
      case 'off':
        return []
      case 'asking':
        return [
          this.#card(
            from(this.#bill),
            asks(this.#bill),
            ...fieldOf(field, this.#bill),
            this.#pair([no, 'cancel'], [yes, 'approve']),
          ),
        ]
      case 'sending':
        return say('One moment…')
      case 'paid':
        return say(paid(this.#bill))
      case 'held':
        return [
          this.#card(
            this.#bill.shop,
            `Your money is held. Has your parcel come? ${this.#bill.shop} is paid once both have confirmed.`,
            this.#pair(['Confirm receipt', 'confirm']),
          ),
        ]
      case 'confirmed':
        return [
          this.#card(
            this.#bill.shop,
            `You have confirmed. Now ${this.#bill.shop} does, and is paid.`,
            this.#pair(['The shop confirms', 'release']),
          ),
        ]
      case 'released':
        return say(`${this.#bill.amount} was handed over to ${this.#bill.shop}.`)
      case 'canceled':
        return say('You canceled it. Nothing was paid.')
      case 'wrong':
        return say('That was not right. Nothing was paid.')
      case 'poor':
        return say('There is not enough money for this. Nothing was paid.')
      case 'ignored':
        return say('1 missed request')
    }
  }

  #card(from: string, text: string, ...more: Node[]): HTMLElement {
    return make(
      'div',
      { className: 'prompt', lang: 'en', dir: 'ltr' },
      make('b', { textContent: from }),
      make('p', { textContent: text }),
      ...more,
    )
  }

  #pair(...buttons: [label: string, act: string][]): HTMLElement {
    const made = buttons.map(([label, act]) => {
      const button = make('button', { type: 'button', textContent: label })
      button.dataset['act'] = act
      button.addEventListener('click', () => void this.#press(act))
      return button
    })
    return make('div', { className: 'pair' }, ...made)
  }

  #press(act: string): void {
    if (act === 'approve') fill()
    this.#act(act)
  }
}

/** What nobody has typed yet types itself: it is a demo. */
function fill(): void {
  for (const dot of document.querySelectorAll('#screen .pin i')) dot.textContent = '•'
}

const FIELDS: Readonly<Record<Field, (bill: Bill) => Node[]>> = {
  pin: () => [pinDots(), keypad()],
  code: () => [
    make(
      'div',
      { className: 'code', ariaHidden: 'true' },
      ...['4', '2', '8', '1', '7', '3'].map(digit),
    ),
  ],
  accounts: () => [
    make(
      'div',
      { className: 'account' },
      make('span', { textContent: 'Everyday account' }),
      make('span', { textContent: '•• 3307' }),
    ),
  ],
  scan: () => [make('div', { className: 'scan', ariaHidden: 'true' })],
  none: ({ amount }) => [
    make(
      'div',
      { className: 'account' },
      make('span', { textContent: 'Balance' }),
      make('span', { textContent: amount }),
    ),
  ],
}

const fieldOf = (field: Field, bill: Bill): Node[] => FIELDS[field](bill)

const digit = (textContent: string) => make('i', { textContent })

function pinDots(): HTMLElement {
  const dots = Array.from({ length: DIGITS }, () => make('i'))
  return make('div', { className: 'pin', ariaHidden: 'true' }, ...dots)
}

/** Each key fills a dot: whichever, for no PIN is kept. */
function keypad(): HTMLElement {
  const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', '⌫'].map((label) => {
    const key = make('button', { type: 'button', textContent: label, tabIndex: -1 })
    key.addEventListener('click', () => type(label === '⌫'))
    if (!label) key.disabled = true
    return key
  })
  return make('div', { className: 'keys', ariaHidden: 'true' }, ...keys)
}

function type(isBack: boolean): void {
  const dots = [...document.querySelectorAll('#screen .pin i')]
  const dot = isBack
    ? dots.findLast(({ textContent }) => textContent)
    : dots.find(({ textContent }) => !textContent)
  if (dot) dot.textContent = isBack ? '' : '•'
}
