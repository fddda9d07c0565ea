/** The answer to a request that we failed at. */

import { HTTPException } from 'hono/http-exception'
import type { Log } from '../log.ts'
import type { Tell } from '../telemetry/happening.ts'
import { StoreFailure } from '../store/store.ts'
import { notStored, problem } from './problem.ts'

interface Telling {
  log: Log
  tell: Tell
  /** The request's id. */
  request?: string
}

export function failure(error: unknown, { log, tell, request }: Telling): Response {
  if (error instanceof HTTPException) return error.getResponse()
  if (error instanceof StoreFailure) {
    tell({ type: 'store_failed', at: 'request', err: error })
    return notStored('Nothing could be stored. Send it again.')
  }
  log.error({ request, err: error }, 'a request failed')
  return problem('internal_error', 'The relay failed at this. Its log tells more.')
}
