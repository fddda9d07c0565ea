/** What nodes say to each other, as text. */

import * as v from 'valibot'
import type { Answer, News, Question } from './bus.ts'

/** Of a message, in bytes: Postgres takes less than 8,000 (https://www.postgresql.org/docs/current/sql-notify.html). */
export const MAX_MESSAGE = 7_500

/** `from`: the node that says it. `ask`: which of its questions. */
export type Message =
  | { from: string; news: readonly News[] }
  | { from: string; ask: string; question: Question }
  | { from: string; ask: string; answers: readonly Answer[] }
  /** Says nothing to others: who says it and does not hear it is not heard. */
  | { from: string; echo: true }

const Customers = v.array(v.string())
const Addressee = v.variant('to', [
  v.object({ to: v.literal('customer'), id: v.string() }),
  v.object({ to: v.literal('order'), id: v.string() }),
  v.object({ to: v.literal('everybody'), id: v.literal('') }),
])
const CheckedShape = v.object({
  at: v.string(),
  outcome: v.picklist(['answered', 'later', 'cannot']),
})

const NewsItem = v.union([
  v.object({ of: v.literal('order'), id: v.string(), version: v.number(), customers: Customers }),
  v.object({ of: v.literal('newcomers'), id: v.string(), customers: Customers }),
  v.object({ of: v.literal('notice'), id: v.string(), addressee: Addressee }),
  v.object({ of: v.literal('shown'), id: v.string() }),
  v.object({
    of: v.literal('checked'),
    id: v.string(),
    customers: Customers,
    checked: CheckedShape,
  }),
  v.object({ of: v.literal('watched'), order: v.string() }),
  v.object({ of: v.literal('epoch'), epoch: v.string() }),
])

const AnswerItem = v.object({
  order: v.optional(v.string()),
  customer: v.optional(v.string()),
  connections: v.number(),
  delivered: v.optional(v.number()),
  acknowledged: v.optional(v.number()),
})

const QuestionShape = v.variant('about', [
  v.object({ about: v.literal('order'), id: v.string(), customers: Customers }),
  v.object({ about: v.literal('everybody') }),
])

const MessageShape = v.union([
  v.object({ from: v.string(), ask: v.string(), question: QuestionShape }),
  v.object({ from: v.string(), ask: v.string(), answers: v.array(AnswerItem) }),
  v.object({ from: v.string(), news: v.array(v.unknown()) }),
  v.object({ from: v.string(), echo: v.literal(true) }),
])

/** Undefined for what is none. Of its news, those that are understood: a node of a newer version may tell others. */
export function readMessage(text: string): Message | undefined {
  const read = v.safeParse(MessageShape, parsed(text))
  if (!read.success) return undefined
  const { output } = read
  return 'news' in output ? { ...output, news: output.news.flatMap(newsIn) } : output
}

function newsIn(item: unknown): News[] {
  const read = v.safeParse(NewsItem, item)
  return read.success ? [read.output] : []
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Parts of a list, each of which fits a message. What fits none is left out: the store knows it. */
export function inParts<T>(items: Iterable<T>): T[][] {
  const parts: T[][] = []
  let room = 0
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1
    if (size > ROOM) continue
    if (size > room) {
      parts.push([])
      room = ROOM
    }
    parts.at(-1)?.push(item)
    room -= size
  }
  return parts
}

/** For the items of a message: beside them stands who says it, and of which question. */
const ROOM = MAX_MESSAGE - 200
