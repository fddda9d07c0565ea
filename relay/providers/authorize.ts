/** How a question is made a request that the provider believes. Pure, but for what has to be random. */

import type { Asking, Credentials, Hosts, Parts, Question, SealTools, Template } from './asking.ts'
import { sealTools } from './seal-tools.ts'

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

/** What can stand in a header. A private key has line breaks; whether a part may be empty is the form's to say. */
const PRINTABLE = /^[\x21-\x7e\s]*$/

/**
 * Each part but the last ends at the next colon. None may have white space, which would end a header, nor a comma, which
 * ends the credentials.
 */
const patternOf = (form: string): RegExp => {
  const names = form.split(':')
  const parts = names.map((name, at) => `(?<${name}>[^\\s,${at < names.length - 1 ? ':' : ''}]+)`)
  return new RegExp(`^${parts.join(':')}$`)
}

/** `question`, with all that vouches for it. */
export function authorized(asking: Asking, question: Question, making: Making): Request {
  const { auth, credentials } = asking
  const { parts, token, now, random = sealTools.random } = making
  const open = pick(parts, credentials.open)
  const asked = { ...question, path: fill(question.path, open, encodeURIComponent) }
  const sealed = auth.seal?.(asked, parts, { ...sealTools, now, random }) ?? asked
  const { method, path, headers, body } = sealed
  return {
    method,
    url: hostAsked(asking, question, making) + path,
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

/** Where the question is asked: what its path stands behind. */
export const hostAsked = (
  { credentials, hosts }: Asking,
  question: Question,
  { parts, where }: Pick<Making, 'parts' | 'where'>,
): string => hostOf(question.hosts ?? hosts, where, pick(parts, credentials.open))

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
