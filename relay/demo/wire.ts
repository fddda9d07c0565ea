/** Asks the relay something, and tells of it on the stage. */

import { curlOf } from './curl.ts'
import type { Answer, Happening, Happenings, Sent, Told } from './happenings.ts'
import type { RelayProcess } from './relay-process.ts'

type Teller = Pick<Told, 'lane' | 'text' | 'tone' | 'cause'>

/** So much of an answer is told, in characters: of an order that was tried a thousand times, each would be a megabyte. */
export const TOLD = 16_384

export class Wire {
  readonly #relay: Pick<RelayProcess, 'port'>
  readonly #happenings: Happenings
  readonly #publicUrl: string

  constructor(relay: Pick<RelayProcess, 'port'>, happenings: Happenings, publicUrl: string) {
    this.#relay = relay
    this.#happenings = happenings
    this.#publicUrl = publicUrl
  }

  /** Undefined where nobody answers. */
  async send({ method, url, headers, body }: Sent): Promise<Answer | undefined> {
    const { port } = this.#relay
    if (port === undefined) return undefined
    const began = performance.now()
    try {
      const here = `http://127.0.0.1:${port}${url.slice(this.#publicUrl.length)}`
      const response = await fetch(here, { method, headers, ...(body !== '' && { body }) })
      const text = await response.text()
      return { status: response.status, body: text, ms: Math.round(performance.now() - began) }
    } catch {
      return undefined
    }
  }

  /** Sends it, and tells of it, whatever becomes of it. */
  async tell(order: string, request: Sent, teller: Teller): Promise<Happening> {
    const at = Date.now()
    const answer = await this.send(request)
    return this.#happenings.tell(order, {
      ...teller,
      at,
      ...(!answer && { text: `${teller.text}: nobody answers`, tone: 'bad' as const }),
      request,
      ...(answer && { answer: inShort(answer) }),
      curl: curlOf(request),
    })
  }
}

function inShort({ body, ...answer }: Answer): Answer {
  const more = body.length - TOLD
  return {
    ...answer,
    body: more > 0 ? `${body.slice(0, TOLD)}… and ${more} more characters` : body,
  }
}
