/** The buttons with which the visitor makes things go wrong. */

import { CHIPS, GROUPS, type Chip, type Group } from './chips.ts'
import { find, make } from './dom.ts'
import type { Play } from './play.ts'
import { PROMPTS } from './prompts.ts'
import type { Network, Provider } from './server.ts'

/** What the shopper may do with the prompt, besides answering it; what each is called depends on the prompt. */
const PHONE_ACTS = [
  ['wrong_pin', 'wrong'],
  ['no_money', 'noMoney'],
  ['ignore', 'ignored'],
] as const

export class Controls {
  readonly #play: Play
  readonly #chips = new Map<string, HTMLButtonElement>()

  constructor(play: Play) {
    this.#play = play
    for (const group of Object.keys(GROUPS) as Group[]) {
      const chips = CHIPS.filter((chip) => chip.group === group).map((chip) =>
        this.#button(chip, chip.label, () => this.#press(chip)),
      )
      find('#wrong').append(
        make('h3', { textContent: GROUPS[group] }),
        make('div', { className: 'chips', role: 'group', ariaLabel: GROUPS[group] }, ...chips),
      )
    }
    const ofPhone = [...PHONE_ACTS.map(([act]) => act), 'switch_off'].map((id) =>
      this.#button({ id, title: '' }, 'Switch off', () => void this.#play.act(id)),
    )
    find('#phone-chips').append(...ofPhone)
  }

  /** What this provider can't play rests, and says why. */
  offer({ name, prompt, acts, cannot }: Provider): void {
    for (const [id, button] of this.#chips) {
      const chip = CHIPS.find((each) => each.id === id)
      const isAct = !chip || !OWN.has(id)
      button.disabled = isAct && !acts.includes(id)
      button.title = button.disabled ? `${name} has no such event` : (chip?.title ?? '')
      if (id === 'never' && cannot)
        button.title = `The callback never comes, and who can be asked? ${cannot}`
    }
    for (const [act, word] of PHONE_ACTS) {
      const button = this.#chips.get(act)
      if (button) button.textContent = PROMPTS[prompt][word]
    }
  }

  draw(): void {
    const { network, isRelayRunning, isEscrow } = this.#play
    const pressed: Readonly<Record<string, boolean>> = {
      'no sockets': network === 'no sockets',
      offline: network === 'offline',
      silent: network === 'silent',
      kill: !isRelayRunning,
      escrow: isEscrow,
    }
    for (const [id, is] of Object.entries(pressed)) {
      const button = this.#chips.get(id)
      if (button) button.ariaPressed = String(is)
    }
  }

  #button(
    { id, isSwitch, title }: Partial<Chip> & { id: string },
    label: string,
    press: () => void,
  ) {
    const button = make('button', { type: 'button', className: 'chip', textContent: label })
    button.dataset['chip'] = id
    if (title) button.title = title
    if (isSwitch) button.ariaPressed = 'false'
    button.addEventListener('click', press)
    this.#chips.set(id, button)
    return button
  }

  #press(chip: Chip): void {
    const own = OWN.get(chip.id)
    if (own) own(this.#play)
    else void this.#play.prepareAndAct(chip.id, chip.needs)
  }
}

const toggle = (network: Network) => (play: Play) => void play.toggleNetwork(network)

/** What is no act of the server's. */
const OWN = new Map<string, (play: Play) => void>([
  ['no sockets', toggle('no sockets')],
  ['offline', toggle('offline')],
  ['silent', toggle('silent')],
  ['kill', (play) => void play.toggleRelay()],
  ['escrow', (play) => void play.setEscrow(!play.isEscrow)],
  ['reload', () => location.reload()],
  ['tab', (play) => void window.open(`?order=${play.order}`, '_blank', 'noopener')],
  ['again', (play) => void play.anew()],
])
