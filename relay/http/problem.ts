/** Errors as RFC 9457 problem details, with a code that never changes its meaning. */

import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** Each code, with its status and title. */
export const PROBLEMS = {
  invalid_request: [400, 'The request does not fit'],
  invalid_order_id: [400, 'This cannot name an order'],
  unauthorized: [401, 'Who are you?'],
  token_invalid: [401, 'The token is not valid'],
  token_expired: [401, 'The token has expired'],
  not_verified: [401, 'The callback is not verified'],
  forbidden: [403, 'Not yours to see'],
  not_found: [404, 'There is nothing here'],
  provider_off: [404, 'This provider is not on'],
  order_unknown: [404, 'There is no such order'],
  callback_unknown: [404, 'There is no such callback'],
  timeout: [408, 'The request took too long'],
  amount_conflict: [409, 'Something was paid on another amount'],
  currency_conflict: [409, 'Something was paid in another currency'],
  reference_conflict: [409, 'The reference is taken'],
  request_under_way: [409, 'The same request is under way'],
  key_reused: [422, 'The key belongs to another request'],
  too_large: [413, 'The request is too large'],
  too_fast: [429, 'Too many frames'],
  internal_error: [500, 'Something broke'],
  unavailable: [503, 'Try again later'],
} as const satisfies Record<string, [ContentfulStatusCode, string]>

export type ProblemCode = keyof typeof PROBLEMS

/**
 * What is asked for cannot be done. The message says what is wrong, with which value, and what would be right. By
 * HTTP it is a problem; whoever has the relay in a server of their own catches it.
 */
export class RelayError extends Error {
  override readonly name = 'RelayError'
  readonly code: ProblemCode

  constructor(code: ProblemCode, message: string) {
    super(message)
    this.code = code
  }
}

/** The answer that tells what is wrong, with which value, and what to do. */
export function problem(
  code: ProblemCode,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  const [status, title] = PROBLEMS[code]
  return Response.json(
    { type: 'about:blank', title, status, code, detail },
    {
      status,
      headers: {
        'Content-Type': 'application/problem+json',
        ...(status === 401 && code !== 'not_verified' && { 'WWW-Authenticate': 'Bearer' }),
        ...headers,
      },
    },
  )
}

/** The answer where the disk fails: one that is full is not mended sooner than in 10 s. */
export const notStored = (detail: string): Response =>
  problem('unavailable', detail, { 'Retry-After': '10' })

/** The answer of a relay that is about to stop. `seconds`: when to come back. */
export const comeBackLater = (seconds: number): Response =>
  problem('unavailable', 'The relay restarts.', {
    'Retry-After': String(seconds),
    // It comes back to another: a connection that is kept would only keep this one from ending.
    Connection: 'close',
  })

/** The answer in place of a relay that has stopped, on a server that has not. */
export const stopped = (): Response =>
  problem('unavailable', 'The relay has stopped.', { 'Retry-After': '5', Connection: 'close' })

/** What ends a request with a problem, thrown from however deep. */
export const refuse = (code: ProblemCode, detail: string): RelayError =>
  new RelayError(code, detail)

/** Whether it refuses who asks, and not what is asked: then the log tells of it. */
export const isAccessRefusal = (code: ProblemCode): boolean =>
  PROBLEMS[code][0] === 401 || code === 'forbidden'
