/** What a merchant must mend, in the console. */

import type { FollowError } from '../client/following.ts'

/** What to do, by the code of the error. */
const HELP: Readonly<Record<string, string>> = {
  relay_missing:
    'Set the attribute relay to the address of your relay, or load its own payment-status.js.',
  token_missing:
    'Set the attribute token to what the relay answered to PUT /orders/…, or token-url to where your server gives one.',
  customer_missing:
    'Hand payment-toasts a token of who is signed in: what the relay answers to POST /tokens with { "customer": … }.',
  token_unavailable:
    'Have your server answer POST with { "token": "…" }, for who is signed in; it is asked again when the page is back, online, or calls refresh().',
  token_invalid:
    'Hand the page the token as the relay gave it, of a relay with the same TOKEN_SECRETS.',
  token_expired: 'Set token-url, so that the page can ask your server for a new one.',
  forbidden: 'Ask for a token that names this order: PUT /orders/… answers with one.',
  order_invalid: 'It begins with a letter or digit; up to 127 of A-Z a-z 0-9 . _ : - may follow.',
  too_many_subscriptions: 'Follow fewer orders on one page, or the customer instead.',
  not_our_protocol:
    'Load payment-status.js from the relay itself, or the package in the version of the relay.',
}

/** One line for each error, with what to do; never the token. */
export function explain({ code, message }: FollowError): void {
  const said = /[.?!]$/.test(message) ? message : `${message}.`
  console.error(`payment-status: ${[said, HELP[code], `(${code})`].filter(Boolean).join(' ')}`)
}
