/** The answer to a request that we failed at. */

import { HTTPException } from 'hono/http-exception'
import type { Log } from '../log.ts'
import { StoreFailure } from '../store/store.ts'
import { notStored, problem, RelayError } from './problem.ts'

/** `gone`: aborted where nobody waits for the answer any more. */
export function failure(error: unknown, log: Log, gone?: AbortSignal): Response {
  if (error instanceof RelayError) return problem(error.code, error.message)
  if (error instanceof HTTPException) return error.getResponse()
  if (error instanceof StoreFailure) {
    log.fatal({ err: error }, 'a request NOT STORED: whoever sent it is asked to repeat')
    return notStored('Nothing could be stored. Send it again.')
  }
  if (gone?.aborted) {
    log.debug('whoever asked has gone before the answer')
    return problem('timeout', 'The request broke off.')
  }
  log.error({ err: error }, 'a request failed')
  return problem('internal_error', 'The relay failed at this. Its log tells more.')
}
