/**
 * M-Pesa Express: a prompt on the shopper's phone (STK push).
 *
 * @see https://developer.safaricom.co.ke/APIs/MpesaExpressSimulate
 */

const {
  // The sandbox: https://sandbox.safaricom.co.ke
  DARAJA_URL = 'https://api.safaricom.co.ke',
  DARAJA_CONSUMER_KEY,
  DARAJA_CONSUMER_SECRET,
  DARAJA_SHORTCODE,
  DARAJA_PASSKEY,
} = process.env

/** How long Daraja may take to answer. In ms. */
const PATIENCE = 20_000

/** Daraja said no: there is no prompt. After any other error there may be one. */
export class PromptRefused extends Error {}

/** As Daraja wants it, `254712345678`; undefined where it is no number of a Kenyan mobile. */
export function phoneOf(typed) {
  const [, number] = /^(?:\+?254|0)?([17]\d{8})$/.exec(String(typed).replace(/[\s()-]/g, '')) ?? []
  return number && `254${number}`
}

/** As a page may show it: `07•• ••• 678`. */
export const hidden = (phone) => `0${phone[3]}•• ••• ${phone.slice(-3)}`

/** Sends the prompt. `amount` in whole shillings: M-Pesa knows no cents. The prompt's id. */
export async function prompt({ phone, amount, callbackUrl, reference, description }) {
  const timestamp = nairobiTime(new Date())
  const answer = await ask('/mpesa/stkpush/v1/processrequest', {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await accessToken()}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      BusinessShortCode: DARAJA_SHORTCODE,
      Password: base64(DARAJA_SHORTCODE + DARAJA_PASSKEY + timestamp),
      Timestamp: timestamp,
      // Of a Till it is CustomerBuyGoodsOnline, and PartyB the till's number.
      TransactionType: 'CustomerPayBillOnline',
      Amount: amount,
      PartyA: phone,
      PartyB: DARAJA_SHORTCODE,
      PhoneNumber: phone,
      CallBackURL: callbackUrl,
      // What the phone shows. Longer ones are refused.
      AccountReference: reference.slice(0, 12),
      TransactionDesc: description.slice(0, 13),
    }),
  })
  if (answer.ResponseCode !== '0') throw new PromptRefused(answer.ResponseDescription)
  return answer.CheckoutRequestID
}

/** `YYYYMMDDHHmmss` on Nairobi's clocks, wherever this server stands. */
export const nairobiTime = (date) =>
  date.toLocaleString('sv-SE', { timeZone: 'Africa/Nairobi' }).replace(/\D/g, '')

let access = { token: '', expiresAt: 0 }

/** Good for an hour, and asked for a minute before that is over. */
async function accessToken() {
  if (Date.now() < access.expiresAt) return access.token
  const credentials = base64(`${DARAJA_CONSUMER_KEY}:${DARAJA_CONSUMER_SECRET}`)
  const { access_token: token, expires_in: seconds } = await ask(
    '/oauth/v1/generate?grant_type=client_credentials',
    { headers: { Authorization: `Basic ${credentials}` } },
  )
  access = { token, expiresAt: Date.now() + (Number(seconds) - 60) * 1000 }
  return token
}

async function ask(path, request) {
  const response = await fetch(DARAJA_URL + path, {
    ...request,
    signal: AbortSignal.timeout(PATIENCE),
  })
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  const said = `Daraja: ${response.status} ${answer.errorCode ?? ''} ${answer.errorMessage ?? ''}`
  throw response.status < 500 ? new PromptRefused(said) : new Error(said)
}

const base64 = (text) => Buffer.from(text).toString('base64')
