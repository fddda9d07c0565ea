import * as v from 'valibot'

/** A delivery that somebody else made, and whether it is to be believed. */
export const Vector = v.object({
  name: v.string(),
  why: v.string(),
  url: v.string(),
  secret: v.optional(v.string()),
  secrets: v.optional(v.array(v.string())),
  headers: v.record(v.string(), v.union([v.string(), v.array(v.string())])),
  body: v.string(),
  // Where the scheme has no time, none is told.
  now: v.optional(v.number(), 0),
  expect: v.picklist(['accept', 'reject']),
  advisory: v.optional(v.boolean(), false),
  // Of an 'official-sdk': which version, and which of its functions, signed it or took it for its own.
  origin: v.optional(v.string()),
  source: v.optional(v.string()),
  publicKeyPem: v.optional(v.string()),
})
export type Vector = v.InferOutput<typeof Vector>
