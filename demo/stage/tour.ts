/** The one-minute tour: sentence by sentence, each beside what it speaks of, and doing what it says. */

import { find } from './dom.ts'

export interface Step {
  says: string
  /** What it speaks of. */
  at: string
  /** Which of the phone's tabs that is under. */
  tab?: 'phone' | 'wrong' | 'under'
  /** Done while one reads. Resolves once what it says is seen. */
  does?: (hands: Hands) => Promise<void>
  /** For how many readings it stays then, where there is more to see with time. */
  stays?: number
}

/** What the tour does, a visitor could do as well. */
export interface Hands {
  press(selector: string): Promise<void>
  /** Resolves once that is so. */
  until(is: () => boolean): Promise<void>
}

/** For a sentence: so many ms, and so many more a word. */
const SENTENCE = 1_600
const WORD = 260

/** Left alone at its end, it starts anew after so many times the last sentence. */
const REST = 3

export class Tour {
  readonly #steps: readonly Step[]
  readonly #pace: number
  readonly #pause = find<HTMLButtonElement>('#tour [data-tour="pause"]')
  #running: AbortController | undefined
  #isPaused = false
  #goOn = () => {}

  /** `pace`: how long one reads, in parts of the usual. 0: not at all. */
  constructor(steps: readonly Step[], pace: number) {
    this.#steps = steps
    this.#pace = pace
    find('#tour [data-tour="next"]').addEventListener('click', () => this.next())
    find('#tour [data-tour="stop"]').addEventListener('click', () => this.stop())
    this.#pause.addEventListener('click', () => this.#setPaused(!this.#isPaused))
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.isRunning) this.stop()
    })
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  start(): void {
    this.stop()
    this.#running = new AbortController()
    this.#setPaused(false)
    document.body.classList.add('touring')
    this.#pause.focus({ preventScroll: true })
    void this.#run(this.#running.signal)
  }

  stop(): void {
    const wasRunning = this.isRunning
    this.#running?.abort()
    this.#running = undefined
    this.#spot(undefined)
    document.body.classList.remove('touring')
    if (wasRunning) find('#start-tour').focus({ preventScroll: true })
  }

  next(): void {
    this.#setPaused(false)
    this.#goOn()
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused
    this.#pause.textContent = isPaused ? 'Go on' : 'Pause'
    if (!isPaused) this.#goOn()
  }

  async #run(signal: AbortSignal): Promise<void> {
    do {
      for (const [index, step] of this.#steps.entries()) {
        await this.#show(step, index, signal)
        if (signal.aborted) return
      }
      find('#tour').dispatchEvent(new Event('tour-end', { bubbles: true }))
      await this.#read(this.#steps.at(-1)?.says ?? '', REST, signal)
    } while (!signal.aborted)
  }

  async #show(step: Step, index: number, signal: AbortSignal): Promise<void> {
    find('#tour b').textContent = `${index + 1} / ${this.#steps.length}`
    find('#tour p').textContent = step.says
    const tab =
      step.tab && document.querySelector<HTMLInputElement>(`[name=tab][value=${step.tab}]`)
    if (tab) tab.click()
    this.#spot(step.at)
    if (step.does) await this.#read(step.says, 0.5, signal)
    if (signal.aborted) return
    await step.does?.(hands(signal))
    if (!signal.aborted) await this.#read(step.says, step.stays ?? (step.does ? 0.7 : 1), signal)
  }

  /** Rings what it speaks of, and has it in view. */
  #spot(selector: string | undefined): void {
    for (const each of document.querySelectorAll('.spot')) each.classList.remove('spot')
    const thing = selector ? document.querySelector(selector) : undefined
    thing?.classList.add('spot')
    thing?.scrollIntoView({ block: 'nearest' })
  }

  /** Resolves once it was read, or the visitor wants to go on. */
  #read(sentence: string, share: number, signal: AbortSignal): Promise<void> {
    const words = sentence.split(' ').length
    return new Promise((resolve) => {
      const end = () => {
        if (this.#isPaused && !signal.aborted) return
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, (SENTENCE + words * WORD) * share * this.#pace)
      this.#goOn = end
      signal.addEventListener('abort', end)
    })
  }
}

/** How often it looks whether something is so, in ms. */
const LOOK = 50

const hands = (signal: AbortSignal): Hands => {
  const until = async (is: () => boolean): Promise<void> => {
    while (!signal.aborted && !is()) await new Promise((resolve) => setTimeout(resolve, LOOK))
  }
  return {
    until,
    async press(selector) {
      const button = () => document.querySelector<HTMLButtonElement>(`${selector}:not(:disabled)`)
      await until(() => button() !== null)
      if (signal.aborted) return
      const pressed = button()
      pressed?.classList.add('pressed')
      pressed?.click()
      setTimeout(() => pressed?.classList.remove('pressed'), 600)
    },
  }
}
