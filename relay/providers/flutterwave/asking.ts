/**
 * Flutterwave v4, asked: what came of a charge, by Flutterwave's own name for it.
 *
 * Its hosts are not certain: a setting replaces them.
 *
 * @see https://developer.flutterwave.com/reference/charges_get
 */

import * as v from 'valibot'
import type { Asking, Question } from '../asking.ts'
import { byKind, pathOf } from '../reading/questions.ts'

const charge = (id: string): Question => ({
  name: 'charge',
  method: 'GET',
  path: pathOf`/charges/${id}`,
  asks: id,
})

const Found = v.object({ data: v.looseObject({ status: v.string() }) })

const IDENTITY = 'https://idp.flutterwave.com'

export const askingFlutterwave: Asking = {
  credentials: { form: 'clientId:clientSecret', example: 'aClientId:aClientSecret' },
  hosts: {
    live: 'https://api.flutterwave.cloud/f4bexperience',
    sandbox: 'https://api.flutterwave.cloud/developersandbox',
  },

  auth: {
    token: {
      hosts: { live: IDENTITY, sandbox: IDENTITY },
      method: 'POST',
      path: '/realms/flutterwave/protocol/openid-connect/token',
      form: {
        client_id: '{clientId}',
        client_secret: '{clientSecret}',
        grant_type: 'client_credentials',
      },
    },
    headers: { Authorization: 'Bearer {token}' },
  },

  probes: ['chg_0000000000'],
  questions: (known) => byKind(known, [[/^chg_\w+$/, charge]]),

  read: ({ body }, _, event) =>
    event({ type: 'charge.completed', data: v.parse(Found, body).data }),

  tells: ['amount'],
  clock: 'change',
  cadence: 'prompt',
  rate: { perMinute: 60, burst: 5 },
}
