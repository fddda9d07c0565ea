/** With what adapters seal a question: signatures, and what they are made of. */

import {
  createCipheriv,
  createHmac,
  createPrivateKey,
  hash,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import type { SealTools } from './asking.ts'

export const sealTools: Omit<SealTools, 'now'> = {
  random: (bytes) => randomBytes(bytes).toString('base64'),
  sha256: (text) => hash('sha256', text, 'hex'),
  hmac: (key, text) => createHmac('sha256', key).update(text).digest('base64'),

  encrypt(key, iv, text) {
    const cipher = createCipheriv('aes-128-cbc', key, iv)
    return Buffer.concat([cipher.update(text, 'latin1'), cipher.final()]).toString('base64')
  },

  jwt(key, header, claims) {
    const { alg, signed } = signerOf(key)
    const text = [{ alg, typ: 'JWT', ...header }, claims]
      .map((each) => base64url(JSON.stringify(each)))
      .join('.')
    return `${text}.${base64url(signed(Buffer.from(text)))}`
  },
}

const base64url = (data: string | Buffer): string => Buffer.from(data).toString('base64url')

interface Signer {
  alg: 'ES256' | 'EdDSA'
  signed(text: Buffer): Buffer
}

function signerOf(key: string): Signer {
  const privateKey = key.includes('-----BEGIN') ? createPrivateKey(key) : ed25519Of(key)
  return privateKey.asymmetricKeyType === 'ed25519'
    ? { alg: 'EdDSA', signed: (text) => sign(null, text, privateKey) }
    : {
        alg: 'ES256',
        signed: (text) => sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
      }
}

/** Of the seed, and after it the public key. */
function ed25519Of(key: string): KeyObject {
  const bytes = Buffer.from(key, 'base64')
  const d = bytes.subarray(0, 32).toString('base64url')
  const x = bytes.subarray(32).toString('base64url')
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' })
}
