/** One order, asked about at one provider, until it is known how it stands there, or nothing more can be known now. */

import type { Asking, Known, Question, Told } from '../providers/asking.ts'
import { hear, questionsFor, withOthers, type Reading } from '../providers/hear.ts'
import type { Provider } from '../providers/provider.ts'
import type { AskOutcome } from '../telemetry/happening.ts'
import type { Client } from './client.ts'

/** What one answer says, and when. In ms since 1970, by our clock but for `date`, which is the provider's. */
export interface Answered {
  told: readonly Told[]
  askedAt: number
  answeredAt: number
  date?: number
}

/** One question and what came of it, for whoever runs the relay: no id, and nothing secret. */
export interface Exchange {
  name: string
  outcome: AskOutcome
  /** Of the answer, where there was one. */
  status?: number
  why?: string
  /** For how long we waited. */
  ms: number
}

export interface Inquiry {
  /**
   * `answered`, where anything was; else the first that went wrong; else `absent`. `cannot`: there is nothing to ask
   * by.
   */
  outcome: AskOutcome
  /** What each answer says: it holds as of its own time. */
  answers: readonly Answered[]
  /** For so long the provider wants to be left alone, in ms. */
  after?: number
  /** What went wrong. Quotes nothing. */
  why?: string
  /** How often the provider was asked, tokens aside. */
  requests: number
  exchanges: readonly Exchange[]
}

/** More questions than any order takes. */
const MOST = 12

/** After so long, no further question is asked, in ms: whoever asks has the order to itself for half a minute. */
const LONGEST = 15_000

/** What is asked about. */
interface Subject {
  known: Known
  currency: string | undefined
  /** What was asked before. */
  asked: Set<string>
}

/** An exchange, and what it leads to. */
interface Step {
  exchange: Exchange
  requests: number
  answer?: Answered
  then: readonly Question[]
  after?: number
}

export class Inquirer {
  readonly #provider: Pick<Provider, 'updates'>
  readonly #asking: Asking
  readonly #client: Client
  readonly #now: () => number
  /** Of questions that stand in for one another, which found something last; by the name of the first. */
  readonly #found = new Map<string, string>()

  constructor(
    provider: Pick<Provider, 'updates'>,
    asking: Asking,
    client: Client,
    now: () => number = Date.now,
  ) {
    this.#provider = provider
    this.#asking = asking
    this.#client = client
    this.#now = now
  }

  /** `currency`: the order's. What an answer says of other money is no fact. Never rejects. */
  async ask(known: Known, currency?: string): Promise<Inquiry> {
    const end = this.#now() + LONGEST
    const steps: Step[] = []
    for await (const step of this.#steps({ known, currency, asked: new Set() })) {
      steps.push(step)
      if (endsAll(step.exchange) || steps.length >= MOST || this.#now() >= end) break
    }
    return inquiryOf(steps)
  }

  async *#steps(subject: Subject): AsyncGenerator<Step, void> {
    const told: Told[] = []
    for (const question of questionsFor(this.#asking, subject.known)) {
      if (isTold(question, told)) continue
      for await (const step of this.#follow(question, subject)) {
        told.push(...(step.answer?.told ?? []))
        yield step
      }
    }
  }

  /** A question, or what is asked instead; and what the answer leads to. */
  async *#follow(question: Question, subject: Subject): AsyncGenerator<Step, void> {
    for (const each of this.#inTurn(question)) {
      if (!isNew(each, subject.asked)) return
      const step = await this.#step(each, subject)
      yield step
      if (step.exchange.outcome === 'absent') continue
      if (step.answer && question.otherwise) this.#found.set(question.name, each.name)
      for (const next of step.then) yield* this.#follow(next, subject)
      return
    }
  }

  /** Those that stand in for it, too: first what found something the last time. */
  #inTurn(question: Question): Question[] {
    const found = this.#found.get(question.name)
    const all = withOthers([question]).filter((each) => this.#client.suits(each))
    return all.toSorted((a, b) => Number(b.name === found) - Number(a.name === found))
  }

  async #step(question: Question, { known, currency }: Subject): Promise<Step> {
    const sent = await this.#client.ask(question)
    const { status, ms, requests } = sent
    const reading =
      sent.outcome === 'sent'
        ? inCurrency(hear(this.#provider, this.#asking, sent.answer, known), currency)
        : sent
    const { outcome } = reading
    const step: Step = {
      exchange: {
        ...{ name: question.name, outcome, ms },
        ...(status !== undefined && { status }),
        ...('why' in reading && { why: reading.why }),
      },
      ...{ requests, then: [] },
      ...(outcome === 'later' && reading.after !== undefined && { after: reading.after }),
    }
    if (outcome !== 'answered' || sent.outcome !== 'sent') return step
    const { askedAt, answeredAt, date } = sent
    const times = { askedAt, answeredAt, ...(date !== undefined && { date }) }
    return { ...step, answer: { told: reading.told, ...times }, then: reading.then }
  }
}

function isNew({ method, path, body }: Question, asked: Set<string>): boolean {
  const { size } = asked
  return asked.add([method, path, body].join(' ')).size > size
}

/**
 * Whether what it asks about was told already: it is the payment itself. Of what a payment lies in there may be more
 * to tell.
 */
const isTold = ({ asks }: Question, told: readonly Told[]): boolean =>
  asks !== undefined &&
  told.some(({ payment, references = [] }) => payment === asks || references.includes(asks))

/** No other question would fare better. Another may be permitted, or understood. */
const endsAll = ({ outcome, why }: Exchange): boolean =>
  outcome === 'later' ||
  outcome === 'unreachable' ||
  (outcome === 'refused' && why === 'credentials')

/** Without the payments in another currency than the order's. */
function inCurrency(reading: Reading, currency: string | undefined): Reading {
  if (reading.outcome !== 'answered' || currency === undefined) return reading
  const others = new Set(
    reading.told
      .filter((each) => each.currency !== undefined && each.currency !== currency)
      .map(({ payment }) => payment),
  )
  if (others.size === 0) return reading
  const told = reading.told.filter(({ payment }) => !others.has(payment))
  return told.length === 0 ? { outcome: 'other_payment' } : { ...reading, told }
}

function inquiryOf(steps: readonly Step[]): Inquiry {
  const exchanges = steps.map(({ exchange }) => exchange)
  const answers = steps.flatMap(({ answer }) => answer ?? [])
  const wrong = exchanges.find(({ outcome }) => outcome !== 'answered' && outcome !== 'absent')
  const after = steps.find((step) => step.after !== undefined)?.after
  return {
    outcome: answers.length > 0 ? 'answered' : ((wrong ?? exchanges[0])?.outcome ?? 'cannot'),
    ...{ answers, exchanges },
    ...(after !== undefined && { after }),
    ...(answers.length === 0 && wrong?.why !== undefined && { why: wrong.why }),
    requests: steps.reduce((sum, step) => sum + step.requests, 0),
  }
}
