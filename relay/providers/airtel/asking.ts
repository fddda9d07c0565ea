/**
 * Airtel Money, asked: what came of a transaction, by the id that the shop gave it. No amount is told.
 *
 * @see https://developers.airtel.africa/documentation
 */

import * as v from 'valibot'
import type { ReasonCode } from '../../protocol.ts'
import type { Asking, Fault, Question } from '../asking.ts'
import { isDefinite } from '../reading/failure.ts'
import { AnyId, given, Text } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { mendMain, type ToldMain } from '../reading/mend.ts'
import { merchantIds, NO_SUCH_ORDER, pathOf } from '../reading/questions.ts'

const transaction = (id: string): Question => ({
  name: 'transaction',
  method: 'GET',
  path: pathOf`/standard/v1/payments/${id}`,
  asks: id,
})

const Status = v.object({
  status: v.object({ response_code: v.nullish(AnyId), result_code: v.nullish(AnyId) }),
})

/** By the end of the response code: `DP00800001025`. The rest says that it is about a collection. */
const FAULTS = new Map<string, Fault>([
  ['1025', { outcome: 'absent' }],
  ['1026', { outcome: 'refused', why: 'permission' }],
])

/** Airtel's own door got no answer in time. */
const UNANSWERED = 'ROUTER117'

const IN_PROGRESS = 'TIP'
const FAILED = 'TF'

type Mend = Pick<ToldMain, 'state'> & { code?: ReasonCode }

/** Why it failed, which no callback tells. Under way, or without a verdict, it has not failed. */
const FAILURES = new Map<string, Mend>([
  ['1002', { state: 'failed', code: 'authentication_failed' }],
  ['1003', { state: 'failed', code: 'limit_exceeded' }],
  ['1005', { state: 'expired', code: 'no_response' }],
  ['1006', { state: 'processing' }],
  ['1007', { state: 'failed', code: 'insufficient_funds' }],
  ['1008', { state: 'failed', code: 'declined' }],
  ['1009', { state: 'failed', code: 'declined' }],
  ['1024', { state: 'processing' }],
  ['1029', { state: 'expired', code: 'expired' }],
])

const Transaction = v.object({
  ...Status.entries,
  data: v.object({ transaction: v.looseObject({ id: AnyId, status: v.string(), message: Text }) }),
})

const codeIn = (body: unknown): string => {
  const { response_code, result_code } = formOf(Status, body)?.status ?? {}
  return response_code ?? result_code ?? ''
}

export const askingAirtel: Asking = {
  credentials: {
    form: 'clientId:clientSecret:country:currency',
    example: 'aClientId:aClientSecret:UG:UGX',
    pattern:
      /^(?<clientId>[^\s:]+):(?<clientSecret>[^\s:]+):(?<country>[A-Z]{2}):(?<currency>[A-Z]{3})$/,
  },
  hosts: { live: 'https://openapi.airtel.africa', sandbox: 'https://openapiuat.airtel.africa' },

  auth: {
    token: {
      method: 'POST',
      path: '/auth/oauth2/token',
      json: {
        client_id: '{clientId}',
        client_secret: '{clientSecret}',
        grant_type: 'client_credentials',
      },
    },
    headers: {
      Authorization: 'Bearer {token}',
      'X-Country': '{country}',
      'X-Currency': '{currency}',
    },
  },

  probes: [NO_SUCH_ORDER],
  questions: (known) => merchantIds(known).map(transaction),

  fault({ body }) {
    const code = codeIn(body)
    return code === UNANSWERED ? { outcome: 'later' } : FAULTS.get(code.slice(-4))
  },

  read({ body }, _, event) {
    const { transaction } = v.parse(Transaction, body).data
    const { status, message } = transaction
    const told = event({ transaction: { ...transaction, status_code: status } })
    const why = FAILURES.get(codeIn(body).slice(-4))
    return mendMain(told, (main) => {
      if (status === IN_PROGRESS) return { ...main, state: 'requires_action' }
      if (status !== FAILED || !why) return main
      const { reason: _, ...rest } = main
      const { state, code } = why
      return {
        ...rest,
        state,
        ...(code && { reason: { code, ...given({ message }) } }),
        ...(code && isDefinite(code) && { doubt: 0 }),
      }
    })
  },

  tells: ['receipt'],
  clock: 'none',
  namesPrompt: true,
  cadence: 'prompt',
  rate: { perMinute: 60, burst: 5 },
}
