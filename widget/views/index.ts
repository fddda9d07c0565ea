/** The looks but for the card: each is loaded once an element wants it, and again when that failed. */

import type { ReactiveController } from 'lit'
import type { Look, LookHost } from './look.ts'

type Load = () => Promise<Look>

const LOOKS: Readonly<Record<string, Load>> = {
  steps: () => import('./steps.ts'),
  dialog: () => import('./dialog.ts'),
  badge: () => import('./badge.ts'),
}

/** Those that are here already, for all elements of the page: the next one waits for nothing. */
const LOADED = new Map<Load, Look>()

/** How a look gets its styles into the element. */
export type Adopt = (name: string, css: string) => void

export class Looks implements ReactiveController {
  readonly #host: LookHost
  readonly #adopt: Adopt
  readonly #looks: ReadonlyMap<string, Load>
  #variant = ''
  /** What the look is called that is shown. */
  #shown = ''
  #look: Look | null | undefined
  #control: ReactiveController | undefined

  /** Handed what it needs: it is loaded late, and imports nothing of what was loaded first. */
  constructor(host: LookHost, adopt: Adopt, looks = LOOKS) {
    this.#host = host
    this.#adopt = adopt
    this.#looks = new Map(Object.entries(looks))
    host.addController(this)
  }

  /**
   * What the element looks like; null: like a card. Undefined as long as there is nothing to show yet: later, what
   * is shown stays until the next look is here.
   */
  get look(): Look | null | undefined {
    return this.#look
  }

  /** Has the look's own styles after those that all looks share: at each render, for it may be in another document. */
  dress(): void {
    if (this.#look) this.#adopt(this.#shown, this.#look.styles)
  }

  hostConnected(): void {
    window.addEventListener('online', this.#retry)
  }

  hostDisconnected(): void {
    window.removeEventListener('online', this.#retry)
  }

  hostUpdate(): void {
    const { variant } = this.#host
    if (variant !== this.#variant) {
      this.#variant = variant
      this.#load()
    }
  }

  readonly #retry = (): void => {
    if (this.#look === null) this.#load()
  }

  #load(): void {
    const variant = this.#variant
    const load = this.#looks.get(variant)
    if (!load) return this.#show(null)
    const loaded = LOADED.get(load)
    if (loaded) return this.#show(loaded)
    void this.#await(variant, load)
  }

  async #await(variant: string, load: Load): Promise<void> {
    // The truth comes before its looks.
    const look = await load().catch(() => null)
    if (look) LOADED.set(load, look)
    if (variant === this.#variant) this.#show(look)
  }

  #show(look: Look | null): void {
    if (look === this.#look) return
    this.#look = look
    this.#shown = this.#variant
    if (this.#control) this.#host.removeController(this.#control)
    this.#control = look?.control?.(this.#host)
    if (this.#control) this.#host.addController(this.#control)
    this.#host.requestUpdate()
  }
}
