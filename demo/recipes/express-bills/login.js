/** Your login, as it is: whoever signs in gets a JWT, and shows it with each request. The relay takes the same one. */

import { jwtVerify, SignJWT } from 'jose'

/** The relay's `TOKEN_AUDIENCE`. Other tokens, such as the relay's own, sign nobody in here. */
const AUDIENCE = 'bills'

/** One of the relay's `TOKEN_SECRETS`, and not the first: that signs the relay's own. */
const secret = new TextEncoder().encode(process.env.LOGIN_SECRET)

/** `sub` is the customer: the relay's `TOKEN_CLAIM_CUSTOMER`. */
export const loginOf = (customer) =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(customer))
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(secret)

/** Who sends the request: 401 where nobody is signed in. */
export async function signedIn(request, response, next) {
  const [, token = ''] = /^Bearer (.+)$/.exec(request.get('Authorization') ?? '') ?? []
  try {
    const { payload } = await jwtVerify(token, secret, { audience: AUDIENCE })
    request.customer = payload.sub
  } catch {
    return response.status(401).json({ error: 'Please sign in.' })
  }
  return next()
}
