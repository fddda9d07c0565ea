/** The answer to a request that we failed at. */

import { HTTPException } from 'hono/http-exception'
import { StoreFailure } from '../store/store.ts'
import type { Tell } from '../telemetry/happening.ts'
import { notStored, problem, RelayError } from './problem.ts'

interface Of {
  /** The request's id. */
  request?: string | undefined
  /** Aborted where nobody waits for the answer any more. */
  gone?: AbortSignal
}

export function failure(error: unknown, tell: Tell, { request, gone }: Of = {}): Response {
  if (error instanceof RelayError) return problem(error.code, error.message)
  if (error instanceof HTTPException) return error.getResponse()
  if (error instanceof StoreFailure) {
    tell({ type: 'store_failed', at: 'request', err: error })
    return notStored('Nothing could be stored. Send it again.')
  }
  if (gone?.aborted) {
    tell({ type: 'broken_off' })
    return problem('timeout', 'The request broke off.')
  }
  tell({ type: 'request_failed', ...(request !== undefined && { request }), err: error })
  return problem('internal_error', 'The relay failed at this. Its log tells more.')
}
