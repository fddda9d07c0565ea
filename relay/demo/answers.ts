/** What the relay asks the stage's bank, told on the stage: once for each thing that is answered. */

import type { Exchanged, Question } from '../bank/bank.ts'
import type { Reply } from '../bank/tongue.ts'
import { redact } from '../callbacks/redact.ts'
import type { Happenings, Sent } from './happenings.ts'
import { Newest } from './newest.ts'
import type { Staged } from './staged.ts'
import { inWords } from './words.ts'

/** Of so many orders. */
const ORDERS = 1_000

/** As they are, where they are there; and those that vouch for the question, which nobody is shown. */
const SHOWN = ['accept', 'content-type']
const HIDDEN = [
  'authorization',
  'x-verify',
  'x-api-key',
  'x-client-id',
  'x-client-secret',
  'ocp-apim-subscription-key',
]

interface Story {
  /** By provider and payment. */
  said: Map<string, string>
  /** The id of what is to be found out about. */
  cause?: string
  /** The id of the latest answer. */
  last?: string
}

interface Parts {
  happenings: Happenings
  providers: ReadonlyMap<string, Staged>
  /** The order may be another now. */
  answered(orderId: string): void
}

export class Answers {
  readonly #stories = new Newest<Story>(ORDERS)
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What is answered from now on is about this, and news. */
  expect(orderId: string, cause: string): void {
    this.#stories.set(orderId, { said: new Map(), cause })
  }

  /** Whether something has happened that is to be found out about. */
  isAwaited(orderId: string): boolean {
    return this.#stories.get(orderId)?.cause !== undefined
  }

  /** The id of what was answered last. */
  last(orderId: string): string | undefined {
    return this.#stories.get(orderId)?.last
  }

  /** As the relay asks. `origin`: the bank's. */
  hear({ provider }: Question, { asked, reply, told }: Exchanged, origin: string): void {
    if (!told || typeof reply === 'string') return
    const { orderId, payment, state, reason, refunded } = told
    const story = this.#stories.get(orderId) ?? { said: new Map<string, string>() }
    this.#stories.set(orderId, story)
    // A question every few seconds that is answered as before is a sign of life, and no more.
    const name = `${provider} ${payment}`
    const says = JSON.stringify([state, reason, refunded])
    if (story.said.get(name) === says) return
    story.said.set(name, says)

    const { happenings, providers, answered } = this.#parts
    const title = providers.get(provider)?.adapter.name ?? provider
    const { id } = happenings.tell(orderId, {
      ...{ lane: 'relay', text: `Asks ${title} what came of it`, tone: 'plain' },
      ...(story.cause !== undefined && { cause: story.cause }),
      request: {
        method: asked.method,
        url: origin + asked.path,
        headers: headersOf(asked),
        body: redact(asked.body),
      },
    })
    const answer = happenings.tell(orderId, {
      ...{
        lane: 'provider',
        text: `${title} answers: ${inWords(refunded ? 'refunded' : state, reason)}`,
      },
      ...{ tone: state === 'succeeded' ? 'good' : 'plain', cause: id },
      answer: { status: reply.status, body: textOf(reply) },
    })
    story.last = answer.id
    answered(orderId)
  }
}

const headersOf = ({ headers }: Exchanged['asked']): Sent['headers'] =>
  Object.fromEntries(
    [
      ...SHOWN.map((name) => [name, headers.get(name)]),
      ...HIDDEN.map((name) => [name, headers.get(name) === null ? null : '***']),
    ].filter(([, value]) => value !== null),
  )

const textOf = ({ body }: Reply): string =>
  redact(typeof body === 'string' ? body : JSON.stringify(body))
