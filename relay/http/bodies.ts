/**
 * The bodies of requests: each is taken in as a whole before anybody looks at it, for so long and no longer, and all
 * together have so much room. Where that is full, the one that began first makes way: a callback is here within
 * milliseconds, and whoever sends a byte now and then is always the eldest.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Tell } from '../telemetry/happening.ts'
import { problem } from './problem.ts'
import { secure, type SecureHeaders } from './secure-headers.ts'

/** Of a request's body, in bytes: many times what any provider sends. */
export const MAX_BODY = 1024 * 1024

/** Of all that are on their way, in bytes. */
export const ROOM = 32 * 1024 * 1024

/** Each costs, however small it is. */
export const MAX_PIECES = 2_048

/** How long a body may take, in ms. */
export const DEADLINE = 30_000

/** How often late ones are looked for, in ms. */
const TURN = 1_000

/** The body as it came; undefined: there is none, or one that is too long to be read. */
type Then = (body: Buffer | undefined) => void

const NOTHING = Buffer.alloc(0)

/** One on its way. */
interface Arriving {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** By when it has to be here, in ms since 1970. */
  deadline: number
  /** What has come, at the beginning of what there is room for. From the second piece on, the memory is its own. */
  buffer: Buffer<ArrayBuffer>
  length: number
  pieces: number
  /** Stops listening to it. */
  stop: () => void
}

interface Parts {
  tell: Tell
  /** What every answer has. */
  secured: SecureHeaders
  /** Of whoever sends it, for the log. */
  addressOf(request: IncomingMessage): string | undefined
  /** In ms since 1970. */
  now(): number
}

export class Bodies {
  readonly #parts: Parts
  /** The eldest first. */
  readonly #arriving = new Set<Arriving>()
  readonly #wheel: NodeJS.Timeout
  #taken = 0

  constructor(parts: Parts) {
    this.#parts = parts
    this.#wheel = setInterval(() => this.turn(), TURN).unref()
  }

  /** What those on their way take up, in bytes. */
  get taken(): number {
    return this.#taken
  }

  /** Hands the body on, unless its sender breaks off, or is too slow. `within`: in ms. */
  read(request: IncomingMessage, response: ServerResponse, then: Then, within = DEADLINE): void {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
    if (length === undefined && encoding === undefined) return then(undefined)
    // Somebody before us has had it: it does not come again.
    if (request.readableEnded) return then(undefined)
    // Said in advance: the routes refuse it, unread.
    if (Number(length ?? 0) > MAX_BODY) return then(undefined)

    const arriving: Arriving = {
      request,
      response,
      deadline: this.#parts.now() + within,
      buffer: NOTHING,
      length: 0,
      pieces: 0,
      stop: () => {
        request.off('data', take).off('end', end).off('close', breakOff)
        this.#arriving.delete(arriving)
        this.#taken -= arriving.buffer.length
      },
    }
    const take = (piece: Buffer<ArrayBuffer>) => this.#take(arriving, piece)
    const end = () => {
      arriving.stop()
      then(arriving.buffer.subarray(0, arriving.length))
    }
    const breakOff = () => {
      arriving.stop()
      this.#parts.tell({ type: 'broken_off' })
    }
    this.#arriving.add(arriving)
    request.on('data', take).on('end', end).on('close', breakOff)
  }

  /** The relay is about to stop: whatever has not come within `ms` is not waited for. */
  hurry(ms: number): void {
    const end = this.#parts.now() + ms
    for (const arriving of this.#arriving) arriving.deadline = Math.min(arriving.deadline, end)
  }

  stop(): void {
    clearInterval(this.#wheel)
  }

  #take(arriving: Arriving, piece: Buffer<ArrayBuffer>): void {
    arriving.pieces++
    if (arriving.pieces > MAX_PIECES) return this.#refuse(arriving, 'pieces')
    if (arriving.length + piece.length > MAX_BODY) return this.#answer(arriving, tooLong())
    this.#keep(arriving, piece)
    while (this.#taken > ROOM) {
      const [eldest] = this.#arriving
      if (!eldest) break
      this.#refuse(eldest, 'room')
    }
  }

  /** Nearly all come in one piece. Many small ones, kept one by one, would take a hundred times their size. */
  #keep(arriving: Arriving, piece: Buffer<ArrayBuffer>): void {
    const { buffer, length, pieces } = arriving
    const [had, needed] = [buffer.length, length + piece.length]
    if (pieces === 1) arriving.buffer = piece
    else {
      // Not `Buffer.from(buffer)`: Node makes small ones of memory that others have as well.
      if (pieces === 2) arriving.buffer = Buffer.from(new Uint8Array(buffer).buffer)
      if (needed > had) arriving.buffer = grown(arriving.buffer, needed)
      piece.copy(arriving.buffer, length)
    }
    arriving.length = needed
    this.#taken += arriving.buffer.length - had
  }

  /** Does what is due. */
  turn(): void {
    const now = this.#parts.now()
    for (const arriving of this.#arriving) {
      if (now >= arriving.deadline) this.#refuse(arriving, 'late')
    }
  }

  #refuse(arriving: Arriving, why: keyof typeof REFUSALS): void {
    const address = this.#parts.addressOf(arriving.request)
    this.#parts.tell({ type: 'body_refused', why, ...(address !== undefined && { address }) })
    this.#answer(arriving, REFUSALS[why]())
  }

  /** Instead of what would have been answered to the whole of it. */
  #answer({ request, response, buffer, pieces, stop }: Arriving, answer: Response): void {
    stop()
    if (pieces > 1) buffer.buffer.transfer(0)
    secure(answer.headers, this.#parts.secured)
    // What still comes is read for a moment, and thrown away: or its sender would miss the answer. But for the pieces,
    // each of which costs.
    if (pieces > MAX_PIECES) response.once('finish', () => request.socket.destroy())
    request.resume()
    void getRequestListener(() => answer, { overrideGlobalObjects: false })(request, response)
  }
}

/** The bytes moved to a larger buffer. The old memory is given back at once, and not left to the garbage collector. */
const grown = ({ buffer, length }: Buffer<ArrayBuffer>, needed: number): Buffer<ArrayBuffer> =>
  Buffer.from(buffer.transfer(Math.min(Math.max(2 * length, needed), MAX_BODY)))

const tooLong = () => problem('too_large', `At most ${MAX_BODY} bytes.`)

const REFUSALS = {
  room: () =>
    problem('unavailable', 'There is no room for more just now. Send it again.', {
      'Retry-After': '5',
    }),
  late: () => problem('timeout', 'The body has not come in time. Send it again.'),
  pieces: () =>
    problem('too_large', `At most ${MAX_PIECES} pieces. Send the body with a Content-Length.`),
}
