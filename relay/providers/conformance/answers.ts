/** Answers of providers, kept as data in `<provider>/answers/`. */

import { readdirSync, readFileSync } from 'node:fs'
import * as v from 'valibot'
import type { Answer, Asking, Known, Question } from '../asking.ts'
import { hear, questionsFor, withOthers } from '../hear.ts'
import type { Provider } from '../provider.ts'

/** When all invented answers were given. In ms since 1970. */
export const NOW = 1_795_249_865_000

const Said = v.strictObject({
  part: v.string(),
  state: v.string(),
  payment: v.string(),
  containers: v.optional(v.array(v.string())),
  references: v.optional(v.array(v.string())),
  amount: v.optional(v.number()),
  currency: v.optional(v.string()),
  /** Without: the answer does not date it. */
  time: v.optional(v.number()),
  receipt: v.optional(v.string()),
  /** Its code. */
  reason: v.optional(v.string()),
  doubt: v.optional(v.number()),
  deadline: v.optional(v.number()),
  confirmations: v.optional(v.object({ count: v.number(), required: v.number() })),
  test: v.optional(v.boolean()),
})

/** By what an order is known, as files have it. */
export const KnownFile = v.strictObject({
  asks: v.optional(v.array(v.string()), []),
  payments: v.optional(
    v.array(v.strictObject({ names: v.array(v.string()), amount: v.optional(v.number()) })),
    [],
  ),
  references: v.optional(v.array(v.string()), []),
  orderId: v.optional(v.string()),
})

const AnswerFile = v.strictObject({
  /** `GET /v1/payment_intents/pi_1`. */
  question: v.string(),
  known: v.optional(KnownFile, {}),
  /** The answer that leads to this question. */
  follows: v.optional(v.string()),
  status: v.number(),
  headers: v.record(v.string(), v.string()),
  body: v.optional(v.unknown()),
  text: v.optional(v.string()),
  outcome: v.picklist(['answered', 'absent', 'later', 'refused']),
  why: v.optional(v.string()),
  /** In ms. */
  after: v.optional(v.number()),
  says: v.array(Said),
  /** S: seen in a source; D: in the documentation; R: recalled. */
  source: v.string(),
  note: v.optional(v.string()),
})

export type AnswerFile = v.InferOutput<typeof AnswerFile>

/** By name. */
export type Answers = ReadonlyMap<string, AnswerFile>

export function answersOf(id: string): Answers {
  const folder = new URL(`../${id}/answers/`, import.meta.url)
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return new Map(
    files.sort().map((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8')
      return [file.replace('.json', ''), v.parse(AnswerFile, JSON.parse(text))]
    }),
  )
}

export const textOf = ({ body, text }: AnswerFile): string => text ?? JSON.stringify(body)

export const knownOf = ({
  known: { orderId, payments, ...more },
}: Pick<AnswerFile, 'known'>): Known => ({
  ...more,
  payments: payments.map(({ names, amount }) => ({
    names,
    ...(amount !== undefined && { amount }),
  })),
  ...(orderId !== undefined && { orderId }),
})

/** The question that the file answers, as the adapter asks it. */
export function questionOf(
  provider: Provider,
  asking: Asking,
  answers: Answers,
  file: AnswerFile,
): Question {
  const before = file.follows === undefined ? undefined : answers.get(file.follows)
  const asked = before
    ? thenOf(provider, asking, answers, before)
    : questionsFor(asking, knownOf(file))
  const found = withOthers(asked).find(({ method, path }) => `${method} ${path}` === file.question)
  if (!found) {
    const all = asked.map(({ method, path }) => `${method} ${path}`)
    throw new Error(`Nobody asks ${file.question}, but: ${all.join(', ') || 'nothing'}`)
  }
  return found
}

function thenOf(provider: Provider, asking: Asking, answers: Answers, file: AnswerFile) {
  const reading = hear(
    provider,
    asking,
    answerOf(file, questionOf(provider, asking, answers, file)),
    knownOf(file),
  )
  return reading.outcome === 'answered' ? reading.then : []
}

export const answerOf = (file: AnswerFile, question: Question, text = textOf(file)): Answer => ({
  question,
  status: file.status,
  headers: new Headers(file.headers),
  text,
})
