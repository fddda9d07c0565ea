/**
 * Where the log goes: the standard output. Its disk may be full, and its reader may have stopped: the relay waits for
 * neither, keeps so many lines, and says how many it could not keep.
 */

import { write, writeSync } from 'node:fs'

/** Of lines that wait, in characters. */
export const MAX_WAITING = 1024 * 1024

/** Until it is tried again, in ms. */
const PAUSE = 250

const NOTHING = Buffer.alloc(0)

export class LogOutlet {
  readonly #fd: number
  /** Lines that nobody has tried to write yet. */
  #waiting = ''
  /** What is being written, or is to be tried again. */
  #begun: Buffer = NOTHING
  #isWriting = false
  #pause: NodeJS.Timeout | undefined
  #lost = 0

  /** `fd`: an open file, pipe or terminal. A pipe must not block, or the end of the process would wait for its reader. */
  constructor(fd: number) {
    this.#fd = fd
  }

  write(line: string): void {
    if (this.#waiting.length + line.length > MAX_WAITING) this.#lost++
    else this.#waiting += line
    this.#go()
  }

  /** Writes what waits, as far as it is taken in at once: where the process ends, or may. */
  flushSync(): void {
    // What is being written is not ours to write again.
    let rest = Buffer.concat([this.#isWriting ? NOTHING : this.#begun, Buffer.from(this.#waiting)])
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(this.#fd, rest))
    } catch {
      // It stays, and is tried again if there is time.
    }
    if (this.#isWriting) this.#waiting = rest.toString()
    else [this.#begun, this.#waiting] = [rest, '']
  }

  #go(): void {
    if (this.#isWriting || this.#pause) return
    if (this.#begun.length === 0) [this.#begun, this.#waiting] = [Buffer.from(this.#waiting), '']
    if (this.#begun.length === 0) return
    this.#isWriting = true
    write(this.#fd, this.#begun, (error, written = 0) => {
      this.#isWriting = false
      this.#begun = this.#begun.subarray(written)
      if (error) return this.#rest()
      this.#tellLoss()
      this.#go()
    })
  }

  #rest(): void {
    const again = () => {
      this.#pause = undefined
      this.#go()
    }
    this.#pause = setTimeout(again, PAUSE).unref()
  }

  #tellLoss(): void {
    if (this.#lost === 0) return
    const time = new Date().toISOString()
    const msg = 'lines of this log are lost: it could not be written'
    this.#waiting += `${JSON.stringify({ level: 'warn', time, lines: this.#lost, msg })}\n`
    this.#lost = 0
  }
}

let standard: LogOutlet | undefined

/** The standard output: a process has one, however many relays are in it. */
export function standardOutlet(): LogOutlet {
  if (standard) return standard
  // Node makes a pipe one that does not block, once it is asked for it.
  const outlet = new LogOutlet(process.stdout.fd)
  process.on('exit', () => outlet.flushSync())
  return (standard = outlet)
}
