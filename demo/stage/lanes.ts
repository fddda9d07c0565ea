/**
 * What happens underneath: a column for each happening, a row for each place. A thread leads from its cause.
 *
 * In the order of time, whenever one hears of it: what the page did is known at once, the rest comes over the network.
 */

import { find, make } from './dom.ts'
import { LANES, type Happening, type Lane } from './happening.ts'

/** More would be a novel. */
const MOST = 80

const NAMES: Readonly<Record<Lane, string>> = {
  phone: 'Phone',
  shop: 'Shop',
  provider: 'Provider',
  relay: 'Relay',
  page: 'Page',
}

/** The grid's first row has the times, its first column the names. */
const rowOf = (lane: Lane) => LANES.indexOf(lane) + 2

interface Column {
  happening: Happening
  time: HTMLElement
  button: HTMLButtonElement
  thread: HTMLElement
}

export class Lanes {
  readonly #place = find('#lanes')
  readonly #panel = find('#under')
  readonly #names = new Map<Lane, HTMLElement>()
  readonly #choose: (happening: Happening) => void
  #columns: Column[] = []

  /** `choose`: somebody wants to see its bytes. */
  constructor(choose: (happening: Happening) => void) {
    this.#choose = choose
    for (const lane of LANES) {
      const name = make('span', { className: 'name', textContent: NAMES[lane] })
      name.style.gridRow = String(rowOf(lane))
      this.#names.set(lane, name)
      this.#place.append(name)
    }
  }

  /** In the order of time. */
  get all(): readonly Happening[] {
    return this.#columns.map(({ happening }) => happening)
  }

  /** What the provider's row is called. */
  name(provider: string): void {
    const name = this.#names.get('provider')
    if (name) name.textContent = provider
  }

  clear(): void {
    for (const { time, button, thread } of this.#columns) {
      for (const each of [time, button, thread]) each.remove()
    }
    this.#columns = []
  }

  /** Says whether it was not there before. */
  add(happening: Happening): boolean {
    if (this.#columns.some((column) => column.happening.id === happening.id)) return false
    const isAtEnd = this.#isAtEnd()
    const column = this.#column(happening)
    const before = this.#columns.findLastIndex((each) => each.happening.at <= happening.at)
    this.#columns.splice(before + 1, 0, column)
    const next = this.#columns[before + 2]?.time ?? null
    for (const each of [column.time, column.thread, column.button]) {
      this.#place.insertBefore(each, next)
    }
    if (this.#columns.length > MOST) this.#drop()
    this.#arrange()
    if (isAtEnd) this.goToEnd()
    return true
  }

  /** Marks the one whose bytes are shown. */
  press(happening: Happening): void {
    for (const each of this.#columns) {
      each.button.ariaPressed = String(each.happening.id === happening.id)
    }
  }

  #column(happening: Happening): Column {
    const { lane, text, tone } = happening
    const button = make(
      'button',
      { type: 'button', className: `ev ${tone}`, ariaPressed: 'false' },
      make('span', {}, make('em', { textContent: text })),
    )
    button.title = text
    button.dataset['lane'] = NAMES[lane]
    button.dataset['tone'] = tone
    button.style.gridRow = String(rowOf(lane))
    button.addEventListener('click', () => this.#choose(happening))
    const time = make('span', { className: 't' })
    const thread = make('i', { className: 'thread', hidden: true })
    return { happening, time, button, thread }
  }

  /** Places and times follow from what came before. */
  #arrange(): void {
    const [first] = this.#columns
    for (const [index, { happening, time, button, thread }] of this.#columns.entries()) {
      const column = String(index + 2)
      for (const each of [time, button, thread]) each.style.gridColumn = column
      const cause = this.#columns.find((each) => each.happening.id === happening.cause)
      const text = timeOf(happening.at, first?.happening.at ?? happening.at, cause?.happening.at)
      time.textContent = text
      button.dataset['at'] = text
      thread.hidden = !cause || cause.happening.lane === happening.lane
      if (!cause) continue
      const rows = [rowOf(cause.happening.lane), rowOf(happening.lane)]
      thread.style.gridRow = `${Math.min(...rows)} / ${Math.max(...rows) + 1}`
    }
  }

  #drop(): void {
    const oldest = this.#columns.shift()
    if (oldest) for (const each of [oldest.time, oldest.button, oldest.thread]) each.remove()
  }

  /** Who has scrolled back to look at something is left alone. */
  #isAtEnd(): boolean {
    const { scrollLeft, scrollWidth, clientWidth } = this.#place
    const { scrollTop, clientHeight } = this.#panel
    const last = this.#columns.at(-1)?.button
    const isBelow = last && last.offsetTop > scrollTop + clientHeight
    return scrollWidth - clientWidth - Math.abs(scrollLeft) < 48 && !isBelow
  }

  /** Has the newest in view. */
  goToEnd(): void {
    this.#place.scrollLeft = this.#place.scrollWidth
    // On a phone it is a list, in a panel that scrolls.
    const last = this.#columns.at(-1)?.button
    if (last && this.#panel.scrollHeight > this.#panel.clientHeight) {
      this.#panel.scrollTop = last.offsetTop + last.offsetHeight - this.#panel.clientHeight
    }
  }
}

/** After what led to it, where that was just now; else since the story began. */
function timeOf(at: number, first: number, cause = -Infinity): string {
  const since = at - cause
  if (since < 1000) return `+${Math.max(0, Math.round(since))} ms`
  return `${((at - first) / 1000).toFixed(2)} s`
}
