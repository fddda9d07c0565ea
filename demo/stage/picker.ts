/**
 * A field that finds one of many as one types: the combobox with a list of the ARIA Authoring Practices.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */

import { make } from './dom.ts'

export interface Option {
  id: string
  name: string
}

export class Picker {
  readonly #input: HTMLInputElement
  readonly #list: HTMLUListElement
  readonly #choose: (id: string) => void
  #options: readonly Option[] = []
  #found: readonly Option[] = []
  #chosen = ''
  /** Which of those found Enter would take. */
  #active = -1

  /** `place`: has the field, and gets the list. */
  constructor(input: HTMLInputElement, choose: (id: string) => void) {
    this.#input = input
    this.#choose = choose
    this.#list = make('ul', { className: 'list', role: 'listbox', hidden: true })
    this.#list.id = `${input.id}-list`
    this.#list.ariaLabel = input.labels?.[0]?.textContent?.trim() ?? ''
    input.after(this.#list)
    input.role = 'combobox'
    input.ariaExpanded = 'false'
    input.setAttribute('aria-controls', this.#list.id)
    input.setAttribute('aria-autocomplete', 'list')
    input.addEventListener('focus', () => input.select())
    input.addEventListener('click', () => this.#open(this.#options))
    input.addEventListener('input', () => this.#open(this.#matching()))
    input.addEventListener('keydown', (event) => this.#key(event))
    input.addEventListener('blur', () => this.#close())
    // The field keeps the focus: or the list would be gone before it is clicked.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault())
  }

  offer(options: readonly Option[], chosen: string): void {
    this.#options = options
    this.#chosen = chosen
    this.#close()
  }

  #matching(): readonly Option[] {
    const typed = this.#input.value.trim().toLocaleLowerCase()
    return this.#options.filter(({ id, name }) =>
      `${name} ${id}`.toLocaleLowerCase().includes(typed),
    )
  }

  #open(found: readonly Option[]): void {
    this.#found = found
    const items = found.map((option, index) => {
      const item = make('li', { role: 'option', textContent: option.name })
      item.id = `${this.#list.id}-${index}`
      item.ariaSelected = String(option.id === this.#chosen)
      item.addEventListener('click', () => this.#take(option))
      return item
    })
    const nothing = make('li', { className: 'none', textContent: 'None is called so.' })
    this.#list.replaceChildren(...(items.length ? items : [nothing]))
    this.#list.hidden = false
    this.#input.ariaExpanded = 'true'
    const chosen = found.findIndex(({ id }) => id === this.#chosen)
    this.#activate(found.length ? Math.max(chosen, 0) : -1)
  }

  #activate(index: number): void {
    this.#active = index
    for (const [each, item] of [...this.#list.children].entries()) {
      item.classList.toggle('active', each === index)
      if (each === index) item.scrollIntoView({ block: 'nearest' })
    }
    if (index < 0) this.#input.removeAttribute('aria-activedescendant')
    else this.#input.setAttribute('aria-activedescendant', `${this.#list.id}-${index}`)
  }

  #key(event: KeyboardEvent): void {
    const { length } = this.#found
    const moves: Readonly<Record<string, () => number>> = {
      ArrowDown: () => (this.#active + 1) % length,
      ArrowUp: () => (this.#active - 1 + length) % length,
    }
    const move = moves[event.key]
    if (move) {
      event.preventDefault()
      if (this.#list.hidden) this.#open(this.#options)
      else if (length) this.#activate(move())
    } else if (event.key === 'Enter' && !this.#list.hidden) {
      event.preventDefault()
      const option = this.#found[this.#active]
      if (option) this.#take(option)
    } else if (event.key === 'Escape' && !this.#list.hidden) {
      event.stopPropagation()
      this.#close()
    }
  }

  #take({ id }: Option): void {
    const isNew = id !== this.#chosen
    this.#chosen = id
    this.#close()
    if (isNew) this.#choose(id)
  }

  /** What was typed and not taken is forgotten. */
  #close(): void {
    this.#list.hidden = true
    this.#input.ariaExpanded = 'false'
    this.#input.removeAttribute('aria-activedescendant')
    this.#input.value = this.#options.find(({ id }) => id === this.#chosen)?.name ?? ''
  }
}
