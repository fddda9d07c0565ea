/**
 * Safaricom's Daraja, as a shop's server meets it: refuses what Safaricom refuses, and calls back what the shopper did.
 *
 * @see https://developer.safaricom.co.ke/APIs/MpesaExpressSimulate
 */

import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { darajaSays } from '../../../relay/testing/callbacks.ts'
import { listening } from '../../../relay/testing/embedded.ts'
import type { TestRelay } from '../../../relay/testing/relay.ts'

export const DARAJA = {
  DARAJA_CONSUMER_KEY: 'consumer-key',
  DARAJA_CONSUMER_SECRET: 'consumer-secret',
  DARAJA_SHORTCODE: '174379',
  DARAJA_PASSKEY: 'bfb279f9aa9bdbcf158e97dd71a467cd',
}

const ACCESS_TOKEN = 'an-access-token-of-daraja-s'

/** Safaricom does not call addresses with such words in them. */
const FORBIDDEN = /mpesa|m-pesa|safaricom|exec?\b|cmd|sql|query/i

export interface Prompt {
  id: string
  amount: number
  phone: string
  callbackUrl: string
}

export interface FakeDaraja {
  url: string
  prompts: Prompt[]
  /** From now on it takes what it is asked, and hangs up without an answer. */
  hangUp(): void
  /** From now on it keeps whoever asks waiting, until what it returns is called. */
  hold(): () => void
  /** The shopper has done something about the newest prompt, and Daraja tells it: the relay, whose public address it has. */
  says(relay: TestRelay, code: number, receipt?: string): Promise<number>
}

/** What Safaricom finds wrong with a prompt; undefined: nothing. */
function faultOf(asked: Record<string, unknown>): string | undefined {
  const { BusinessShortCode: code, Timestamp: time, CallBackURL: url } = asked
  const secret = `${code}${DARAJA.DARAJA_PASSKEY}${time}`
  const isNow = Math.abs(Date.now() - nairobi(String(time))) < 3_600_000
  const checks: [holds: boolean, field: string][] = [
    [code === DARAJA.DARAJA_SHORTCODE, 'BusinessShortCode'],
    [/^\d{14}$/.test(String(time)) && isNow, 'Timestamp'],
    [asked.Password === Buffer.from(secret).toString('base64'), 'Password'],
    [asked.TransactionType === 'CustomerPayBillOnline', 'TransactionType'],
    [/^[1-9]\d*$/.test(String(asked.Amount)), 'Amount'],
    [/^254[17]\d{8}$/.test(String(asked.PhoneNumber)), 'PhoneNumber'],
    [asked.PartyA === asked.PhoneNumber, 'PartyA'],
    [asked.PartyB === code, 'PartyB'],
    [/^https:/.test(String(url)) && !FORBIDDEN.test(String(url)), 'CallBackURL'],
    [/^.{1,12}$/.test(String(asked.AccountReference)), 'AccountReference'],
    [/^.{1,13}$/.test(String(asked.TransactionDesc)), 'TransactionDesc'],
  ]
  return checks.find(([holds]) => !holds)?.[1]
}

/** In ms since 1970. Nairobi is three hours ahead all year. */
const nairobi = (time: string): number => {
  const [year, month, day, ...clock] = [0, 4, 6, 8, 10, 12].map((at) =>
    Number(time.slice(at, at === 0 ? 4 : at + 2)),
  )
  const [hour = 0, minute = 0, second = 0] = clock
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour - 3, minute, second)
}

/** Starts one. Until the test ends. */
export async function fakeDaraja(): Promise<FakeDaraja> {
  const prompts: Prompt[] = []
  let hangsUp = false
  let held: Promise<void> | undefined

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    const { DARAJA_CONSUMER_KEY: key, DARAJA_CONSUMER_SECRET: secret } = DARAJA
    const { authorization } = request.headers

    if (request.url === '/oauth/v1/generate?grant_type=client_credentials') {
      const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
      return authorization === basic
        ? answer(200, { access_token: ACCESS_TOKEN, expires_in: '3599' })
        : answer(400, { errorCode: '400.008.01', errorMessage: 'Invalid Authentication passed' })
    }
    if (request.url !== '/mpesa/stkpush/v1/processrequest') return answer(404, {})
    if (authorization !== `Bearer ${ACCESS_TOKEN}`) {
      return answer(401, { errorCode: '401.003.01', errorMessage: 'Invalid Access Token' })
    }
    const asked = JSON.parse(await text(request))
    const fault = faultOf(asked)
    if (fault) {
      return answer(400, {
        errorCode: '400.002.02',
        errorMessage: `Bad Request - Invalid ${fault}`,
      })
    }
    const { Amount: amount, PhoneNumber: phone, CallBackURL: callbackUrl } = asked
    const id = `ws_CO_2811202612000${prompts.length}`
    prompts.push({ id, amount: Number(amount), phone, callbackUrl })
    if (hangsUp) return response.destroy()
    await held
    return answer(200, {
      MerchantRequestID: `m-${id}`,
      CheckoutRequestID: id,
      ResponseCode: '0',
      ResponseDescription: 'Success. Request accepted for processing',
      CustomerMessage: 'Success. Request accepted for processing',
    })
  })

  return {
    url: await listening(server),
    prompts,
    hangUp: () => void (hangsUp = true),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    async says(relay, code, receipt) {
      const newest = prompts.at(-1)
      if (!newest) throw new Error('There was no prompt.')
      const { id, callbackUrl, amount } = newest
      const [, path = ''] = callbackUrl.split('/callbacks/')
      const answer = await relay.callback(path, darajaSays(id, code, receipt, amount))
      expect(answer.body).toEqual({ ResultCode: 0, ResultDesc: 'Accepted' })
      return answer.status
    },
  }
}
