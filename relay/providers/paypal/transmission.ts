import { crc32 } from 'node:zlib'
import type { CertificateScheme } from '../provider.ts'
import { rfc3339 } from '../reading/times.ts'

const DOMAIN = 'paypal.com'

/**
 * PayPal's signature: of the transmission's id and time, of the webhook's id, and of a checksum of the body.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/rest/
 */
export const transmission: CertificateScheme = {
  kind: 'certificate',
  algorithm: 'RSA-SHA256',
  encoding: 'base64',
  hosts: [`api.${DOMAIN}`, `api.sandbox.${DOMAIN}`],
  path: /^\/v1\/notifications\/[\w/-]+$/,
  names: [`messageverificationcerts.${DOMAIN}`, `messageverificationcerts.sandbox.${DOMAIN}`],
  // What is signed of the body is a checksum that anybody can fit another body to: so what was sent once
  // must not be good for ever. PayPal repeats for three days.
  tolerance: { past: 4 * 86_400, future: 300 },
  address: ({ headers }) => headers.get('paypal-cert-url') ?? undefined,

  find({ headers, body }) {
    const [id, time, signature] = ['id', 'time', 'sig'].map((name) =>
      headers.get(`paypal-transmission-${name}`),
    )
    if (!id || !time || !signature) return undefined
    // Whatever else it may name, this is the only one that we know.
    if (headers.get('paypal-auth-algo') !== 'SHA256withRSA') return undefined
    const signedAt = String(Math.floor((rfc3339(time) ?? NaN) / 1000))
    return { values: [signature], signed: [`${id}|${time}`, `|${crc32(body)}`], signedAt }
  },
  // The secret is the webhook's id: ours, never what a request says.
  text: (webhookId, [transmission = '', sum = '']) => [transmission, `|${webhookId}`, sum],

  sign({ id, timestamp, body }, make) {
    const time = new Date(timestamp * 1000).toISOString()
    return {
      'paypal-transmission-id': id,
      'paypal-transmission-time': time,
      'paypal-transmission-sig': make([`${id}|${time}`, `|${crc32(body)}`]),
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': `https://api.${DOMAIN}/v1/notifications/certs/CERT-simulated`,
    }
  },
}
