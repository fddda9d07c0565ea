/** What may be wrong with a token: a closed list, for the page's console and the log. Neither ever has the token. */

type TokenProblem = 'token_invalid' | 'token_expired'

/** By fault: the code that pages steer by, and what is wrong and to be done, in words. */
const FAULTS = {
  form: ['token_invalid', 'is no JWT: three parts with dots between them, each of base64url'],
  algorithm: [
    'token_invalid',
    'is signed in a way that this relay has no key for: HS256 with one of TOKEN_SECRETS, or RS256, ES256 or EdDSA with a key of TOKEN_JWKS_URL',
  ],
  signature: [
    'token_invalid',
    'has another signature: sign it with one of TOKEN_SECRETS as it stands there, or a key of TOKEN_JWKS_URL',
  ],
  aud: ['token_invalid', 'has another aud: it is "payment-status", or what TOKEN_AUDIENCE says'],
  exp: ['token_invalid', 'has no exp: when it ends, in seconds since 1970'],
  exp_too_far: [
    'token_invalid',
    'has an exp too far away: at most 30 days, or 12 hours for all orders; in seconds since 1970, not ms',
  ],
  nbf: ['token_invalid', 'is not valid yet: its nbf lies ahead, or is no time. Compare the clocks'],
  iat: ['token_invalid', 'has an iat that is no time in seconds since 1970'],
  orders: ['token_invalid', 'has orders that are no list of texts, such as ["ORD-1205"]'],
  customer: [
    'token_invalid',
    'has no customer that is text or a whole number, in the claim that TOKEN_CLAIM_CUSTOMER says',
  ],
  expired: ['token_expired', 'has expired: its exp has passed'],
} as const satisfies Record<string, readonly [TokenProblem, string]>

export type TokenFault = keyof typeof FAULTS

export const problemOf = (fault: TokenFault): TokenProblem => FAULTS[fault][0]

export const wordsFor = (fault: TokenFault): string =>
  `The token ${FAULTS[fault][1]}. Get a new one.`

/** Of a token that is good, and opens something else. */
export const NOT_OPENED =
  'The token does not open this. What it opens, its claims say: orders, such as ["ORD-1205"], or customer.'
