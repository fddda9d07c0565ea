/** A token that a provider gives out, with which it is asked until it runs out. */

import * as v from 'valibot'
import { parseJson } from '../protocol.ts'
import { formOf } from './reading/json.ts'

const Token = v.object({
  access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,16384}$/)),
  expires_in: v.fallback(v.optional(seconds()), undefined),
  expires_at: v.fallback(v.optional(seconds()), undefined),
})

/** Comes as a text here, as a number there. */
function seconds() {
  return v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,11}$/), v.transform(Number))]),
    v.integer(),
    v.minValue(0),
  )
}

/** For a token of which nobody says how long it lives. In ms. */
const SHORT = 60_000

/** A token, and when to get the next, in ms since 1970: early enough that none runs out under way. */
export function tokenIn(text: string, now: number): { token: string; until: number } | undefined {
  const given = formOf(Token, parseJson(text))
  if (!given) return undefined
  const { access_token: token, expires_in, expires_at } = given
  const lives = [
    ...(expires_in === undefined ? [] : [expires_in * 1000]),
    ...(expires_at === undefined ? [] : [expires_at * 1000 - now]),
  ]
  const life = lives.length > 0 ? Math.max(0, Math.min(...lives)) : SHORT
  return { token, until: now + Math.floor(life * 0.9) }
}
