/** Whose certificate signs: which may be fetched from where, and whether its chain is to be believed. */

import { X509Certificate, type KeyObject } from 'node:crypto'
import { getCACertificates } from 'node:tls'
import type { CertificateScheme, Delivery } from './provider.ts'

/** More than any chain has. */
const MAX_CERTIFICATES = 8

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/**
 * Where the delivery says that its certificate is; undefined where that is not the provider's own place.
 * Judged before anything is fetched: the request is anybody's.
 */
export function certificateAddress(scheme: CertificateScheme, delivery: Delivery): URL | undefined {
  const address = scheme.address(delivery)
  const url = address && URL.canParse(address) ? new URL(address) : undefined
  const isTheirs =
    url?.protocol === 'https:' &&
    url.username + url.password + url.port === '' &&
    isWithin(url.hostname, scheme.domain)
  return isTheirs ? url : undefined
}

/**
 * The key of the first certificate in `pem`, where it is of the domain and those that follow lead to a
 * root that this machine trusts, all of them valid at `now` (ms since 1970). Undefined otherwise.
 */
export function signingKey(
  pem: string,
  domain: string,
  now: number,
  roots: readonly string[] = getCACertificates('default'),
): KeyObject | undefined {
  const [leaf, ...others] = certificatesIn(pem)
  if (!leaf || !isOf(leaf, domain) || !isValidAt(leaf, now)) return undefined

  const path = [leaf]
  for (const next of others) {
    const last = path.at(-1) ?? leaf
    if (!isValidAt(next, now) || !hasIssued(next, last)) break
    path.push(next)
  }
  const trusted = roots.flatMap((root) => parsed(root) ?? []).filter((root) => isValidAt(root, now))
  const isTrusted = path.some(({ issuer }, at) =>
    // Most are not it: a look at the name costs less than a signature.
    trusted.some((root) => root.subject === issuer && hasIssued(root, path[at] ?? leaf)),
  )
  return isTrusted ? leaf.publicKey : undefined
}

const certificatesIn = (pem: string): X509Certificate[] =>
  (pem.match(PEM) ?? []).slice(0, MAX_CERTIFICATES).flatMap((text) => parsed(text) ?? [])

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

const hasIssued = (issuer: X509Certificate, certificate: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

const isValidAt = ({ validFrom, validTo }: X509Certificate, now: number): boolean =>
  Date.parse(validFrom) <= now && now <= Date.parse(validTo)

/** One name of the domain's, of however many, is enough: nobody else gets a certificate for it. */
const isOf = ({ ca, subjectAltName = '' }: X509Certificate, domain: string): boolean =>
  !ca &&
  subjectAltName
    .split(', ')
    .some((name) => name.startsWith('DNS:') && isWithin(name.slice('DNS:'.length), domain))

const isWithin = (host: string, domain: string): boolean => host.endsWith(`.${domain}`)
