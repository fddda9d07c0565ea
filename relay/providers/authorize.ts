/** How a question is made a request that the provider believes. Pure, but for what has to be random. */

import {
  createCipheriv,
  createHmac,
  createPrivateKey,
  hash,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import * as v from 'valibot'
import type { Asking, Credentials, Hosts, Parts, Question, SealTools, Template } from './asking.ts'
import { parseJson } from '../protocol.ts'
import { formOf } from './reading/json.ts'

/** What goes out. */
export interface Request {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string
}

/** Where the provider is asked: its own hosts, or another with which the operator replaces them. */
export type Where = keyof Hosts | { base: string }

interface Making {
  parts: Parts
  where: Where
  /** In ms since 1970. */
  now: number
  /** Where the provider gives one out. */
  token?: string
  /** For tests. */
  random?: SealTools['random']
}

/** The parts of what the operator entered; undefined: it has another form, or a secret that it needs is missing. */
export function credentialsIn(
  { form, pattern, callbackSecret }: Credentials,
  text: string,
  secret?: string,
): Parts | undefined {
  const found = (pattern ?? patternOf(form)).exec(text.trim())?.groups
  if (!found || (callbackSecret !== undefined && !secret)) return undefined
  const parts = Object.entries(found).filter(([, part]) => part !== undefined)
  if (parts.some(([, part]) => !PRINTABLE.test(part))) return undefined
  return {
    ...Object.fromEntries(parts),
    ...(callbackSecret !== undefined && secret && { [callbackSecret]: secret }),
  }
}

/** What can stand in a header. A private key has line breaks. */
const PRINTABLE = /^[\x21-\x7e\s]+$/

/** Each part but the last ends at the next colon. None may have white space, which would end a header. */
const patternOf = (form: string): RegExp => {
  const names = form.split(':')
  const parts = names.map((name, at) => `(?<${name}>[^\\s${at < names.length - 1 ? ':' : ''}]+)`)
  return new RegExp(`^${parts.join(':')}$`)
}

/** `question`, with all that vouches for it. */
export function authorized(asking: Asking, question: Question, making: Making): Request {
  const { auth, credentials, hosts } = asking
  const { parts, token, now, random = randomText } = making
  const open = pick(parts, credentials.open)
  const asked = { ...question, path: fill(question.path, open, encodeURIComponent) }
  const sealed = auth.seal?.(asked, parts, { ...TOOLS, now, random }) ?? asked
  const { method, path, headers, body } = sealed
  return {
    method,
    url: hostOf(question.hosts ?? hosts, making.where, open) + path,
    headers: {
      Accept: 'application/json',
      ...headers,
      ...(auth.basic && basicAuth(auth.basic, parts)),
      ...filled(auth.headers, { ...parts, ...(token !== undefined && { token }) }),
    },
    ...(body !== undefined && { body }),
  }
}

/** What asks for a token; undefined: the provider gives out none. */
export function tokenRequest(
  { auth, credentials, hosts }: Asking,
  { parts, where }: Pick<Making, 'parts' | 'where'>,
): Request | undefined {
  if (!auth.token) return undefined
  const { method, path, basic, headers, form, json } = auth.token
  const body = form
    ? new URLSearchParams(filled(form, parts)).toString()
    : json && JSON.stringify(filled(json, parts))
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    method,
    url: hostOf(auth.token.hosts ?? hosts, where, pick(parts, credentials.open)) + path,
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': type }),
      ...(basic && basicAuth(basic, parts)),
      ...filled(headers, parts),
    },
    // MTN's door refuses a POST that does not say that it is empty.
    ...(method === 'POST' && { body: body ?? '' }),
  }
}

const Token = v.object({
  access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,16384}$/)),
  expires_in: v.fallback(v.optional(seconds()), undefined),
  expires_at: v.fallback(v.optional(seconds()), undefined),
})

/** Comes as a text here, as a number there. */
function seconds() {
  return v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,11}$/), v.transform(Number))]),
    v.integer(),
    v.minValue(0),
  )
}

/** For a token of which nobody says how long it lives. In ms. */
const SHORT = 60_000

/** A token, and when to get the next, in ms since 1970: early enough that none runs out under way. */
export function tokenIn(text: string, now: number): { token: string; until: number } | undefined {
  const given = formOf(Token, parseJson(text))
  if (!given) return undefined
  const { access_token: token, expires_in, expires_at } = given
  const lives = [
    ...(expires_in === undefined ? [] : [expires_in * 1000]),
    ...(expires_at === undefined ? [] : [expires_at * 1000 - now]),
  ]
  const life = lives.length > 0 ? Math.max(0, Math.min(...lives)) : SHORT
  return { token, until: now + Math.floor(life * 0.9) }
}

function hostOf(hosts: Hosts, where: Where, open: Parts): string {
  const base = typeof where === 'string' ? fill(hosts[where], open) : where.base
  return base.replace(/\/+$/, '')
}

const PLACE = /\{(\w+)\}/g

/** A part that is not there is a fault of the table's, not of the operator's. */
const fill = (
  template: Template,
  parts: Parts,
  written: (part: string) => string = (part) => part,
): string =>
  template.replace(PLACE, (_, name: string) => {
    const part = parts[name]
    if (part === undefined) throw new Error(`There is no ${name} to ask with.`)
    return written(part)
  })

const filled = (
  templates: Readonly<Record<string, Template>> | undefined,
  parts: Parts,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(templates ?? {}).map(([name, template]) => [name, fill(template, parts)]),
  )

const basicAuth = (template: Template, parts: Parts): { Authorization: string } => ({
  Authorization: `Basic ${Buffer.from(fill(template, parts)).toString('base64')}`,
})

const pick = (parts: Parts, names: readonly string[] = []): Parts =>
  Object.fromEntries(Object.entries(parts).filter(([name]) => names.includes(name)))

const randomText = (bytes: number): string => randomBytes(bytes).toString('base64')

const TOOLS: Omit<SealTools, 'now' | 'random'> = {
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
