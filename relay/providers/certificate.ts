/** Whose certificate signs: which may be fetched from where, and whether its chain is to be believed. */

import { X509Certificate, type KeyObject } from 'node:crypto'
// Not by name: an older Node, that lacks one, must get as far as to say that it is too old.
import * as tls from 'node:tls'
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
    url.username + url.password + url.port + url.search + url.hash === '' &&
    scheme.hosts.includes(url.hostname) &&
    scheme.path.test(url.pathname)
  return isTheirs ? url : undefined
}

/**
 * The key of the first certificate in `pem`, where it has one of the names and those that follow lead to a
 * root that this machine trusts, all of them valid at `now` (ms since 1970). Undefined otherwise.
 */
export function signingKey(
  pem: string,
  names: readonly string[],
  now: number,
  roots: readonly string[] = tls.getCACertificates('default'),
): KeyObject | undefined {
  const [leaf, ...others] = certificatesIn(pem)
  if (!leaf || !isOf(leaf, names) || !isValidAt(leaf, now)) return undefined

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

/** For servers, as TLS has it. */
const SERVER = '1.3.6.1.5.5.7.3.1'

const isOf = (
  { ca, subjectAltName = '', keyUsage }: X509Certificate,
  names: readonly string[],
): boolean =>
  !ca &&
  keyUsage?.includes(SERVER) === true &&
  names.some((name) => subjectAltName.split(', ').includes(`DNS:${name}`))
