/**
 * In place of jose: tokens that look like its own, "signed" without cryptography. The real one works on
 * other threads, and when it answers would not be ours to say.
 */

class JOSEError extends Error {
  readonly code: string = 'ERR_JOSE_GENERIC'
}
class JWTExpired extends JOSEError {
  override readonly code = 'ERR_JWT_EXPIRED'
}
class JWTInvalid extends JOSEError {
  override readonly code = 'ERR_JWT_INVALID'
}
class JWSSignatureVerificationFailed extends JOSEError {
  override readonly code = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part = ''): any => JSON.parse(Buffer.from(part, 'base64url').toString())

class SignJWT {
  readonly #claims: Record<string, unknown>
  #header: object = {}

  constructor(claims: object) {
    this.#claims = { ...claims }
  }

  setProtectedHeader(header: object): this {
    this.#header = header
    return this
  }

  setAudience(aud: string): this {
    this.#claims['aud'] = aud
    return this
  }

  setExpirationTime(exp: number): this {
    this.#claims['exp'] = exp
    return this
  }

  async sign(): Promise<string> {
    return `${encode(this.#header)}.${encode(this.#claims)}.signed`
  }
}

interface Verification {
  clockTolerance: number
  currentDate: Date
}

async function jwtVerify(token: string, _key: unknown, options: Verification) {
  const [, claims, signature] = token.split('.')
  if (signature !== 'signed') throw new JWSSignatureVerificationFailed()
  const payload = decode(claims)
  if (payload.exp + options.clockTolerance <= options.currentDate.getTime() / 1000) {
    throw new JWTExpired()
  }
  return { payload }
}

/** As much of jose as the relay uses. */
export const jose = {
  SignJWT,
  jwtVerify,
  decodeProtectedHeader: (token: string) => decode(token.split('.')[0]),
  createRemoteJWKSet: () => undefined,
  errors: { JOSEError, JWTExpired, JWTInvalid, JWSSignatureVerificationFailed },
}
