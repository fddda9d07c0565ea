/** Something that happened to an order, wherever: on the phone, at the provider, in the relay, on the page. */

import * as v from 'valibot'

/** Where things happen, from the shopper's phone down to the page: a row each. */
export const LANES = ['phone', 'shop', 'provider', 'relay', 'page'] as const
export type Lane = (typeof LANES)[number]

const Request = v.object({
  method: v.string(),
  url: v.string(),
  headers: v.record(v.string(), v.string()),
  body: v.optional(v.string(), ''),
})

const Answer = v.object({
  status: v.number(),
  body: v.optional(v.string(), ''),
  /** How long it took, in ms, where whoever waited says so. */
  ms: v.optional(v.number()),
})

/** As the stage's server tells it. */
export const Happening = v.object({
  id: v.string(),
  /** In ms since 1970. */
  at: v.number(),
  lane: v.picklist(LANES),
  text: v.string(),
  tone: v.picklist(['good', 'bad', 'care', 'plain']),
  /** The id of what led to it. */
  cause: v.optional(v.string()),
  request: v.optional(Request),
  answer: v.optional(Answer),
  curl: v.optional(v.string()),
})

export type Request = v.InferOutput<typeof Request>
export type Answer = v.InferOutput<typeof Answer>

export interface Happening extends v.InferOutput<typeof Happening> {
  /** What went over the wire, where it was no request: a frame of a WebSocket, an event of the element. */
  bytes?: string
  /** Since then, somebody sees it. */
  isShown?: true
  /** Sends the same again. */
  again?: () => void
}
