/** How many connections each network has for which nobody has shown a valid token, an API key or a signed callback. */

export class Strangers {
  readonly #most: number
  readonly #held = new Map<string, { places: number; isProxy: boolean }>()

  /** `most`: places for each. */
  constructor(most: number) {
    this.#most = most
  }

  /** Takes a place. What it returns gives the place back, however often it is called; undefined: there is none left. */
  enter(network: string): (() => void) | undefined {
    const held = this.#held.get(network) ?? { places: 0, isProxy: false }
    if (held.places >= this.#most && !held.isProxy) return undefined
    held.places++
    this.#held.set(network, held)

    let isHere = true
    return () => {
      if (!isHere) return
      isHere = false
      held.places--
      if (held.places === 0) this.#held.delete(network)
    }
  }

  /** Many speak through this one. It has all the places that it asks for, as long as it has one. */
  passesOn(network: string): void {
    const held = this.#held.get(network)
    if (held) held.isProxy = true
  }
}
