/** When the relay has told us to come back: not earlier, though the page may rest meanwhile. */
export class Appointment {
  #wait = 0
  #at = 0

  set(ms: number): void {
    this.#wait = ms
    this.#at = Date.now() + ms
  }

  /** How long it is until then, in ms: never longer than it was, for the clock may be set back. */
  get left(): number {
    return (this.#wait = Math.min(this.#at - Date.now(), this.#wait))
  }

  /** We have come back. */
  kept(): void {
    this.#at = 0
  }
}
