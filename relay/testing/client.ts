/** For tests: who talks to a relay, as a shop's server does, or a page, or a provider. */

import { SignJWT } from 'jose'
import type { ClientOptions } from 'ws'
import type { Callback } from './callbacks.ts'
import { Page } from './page.ts'

export const API_KEY = 'merchant-0123456789abcdef'

export const TOKEN_SECRET = 'a-token-secret-of-no-less-than-32-bytes'

/** The merchant's server and the shoppers' pages, talking to the relay at `url`. */
export class Client {
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  /** As the merchant's server. */
  merchant(method: string, path: string, body?: unknown): Promise<Answer> {
    return ask(this.url + path, {
      method,
      headers: bearer(API_KEY),
      ...(body !== undefined && { body }),
    })
  }

  /** Registers an order; its token, and the rest of the answer. */
  async register(id: string, order: object = {}): Promise<Answer['body']> {
    const { status, body } = await this.merchant('PUT', `/orders/${id}`, order)
    if (status >= 300) throw new Error(`${status}: ${textOf(body)}`)
    return body
  }

  async update(id: string, said: object): Promise<Answer['body']> {
    const { status, body } = await this.merchant('POST', `/orders/${id}/updates`, said)
    if (status >= 300) throw new Error(`${status}: ${textOf(body)}`)
    return body
  }

  /** As a page. */
  order(
    id: string,
    token: string,
    headers: Record<string, string> = {},
    query = '',
  ): Promise<Answer> {
    return ask(`${this.url}/orders/${id}${query}`, { headers: { ...bearer(token), ...headers } })
  }

  /** The order, as the merchant's server sees it. */
  async seen(id: string): Promise<Answer['body']> {
    return (await this.merchant('GET', `/orders/${id}`)).body
  }

  /** Why each callback that led to nothing did, and which order it names. */
  async kept(): Promise<[code: string, order: string | null][]> {
    const { callbacks } = (await this.merchant('GET', '/callbacks')).body
    return callbacks.map(({ code, order }: any) => [code, order])
  }

  /** A token that the relay issues. */
  async token(grant: object): Promise<string> {
    return (await this.merchant('POST', '/tokens', grant)).body.token
  }

  /** Sends a notification to the order, the customer, or everybody, as its path has it; its id. */
  async notify(path: string, message: object = MESSAGE): Promise<string> {
    const { status, body } = await this.merchant('POST', `${path}/notifications`, message)
    if (status !== 202) throw new Error(`${status}: ${textOf(body)}`)
    return body.id
  }

  async audience(id: string): Promise<Answer['body']> {
    return (await this.merchant('GET', `/orders/${id}/audience`)).body
  }

  /** Resolves once so many pages watch the order. */
  watchedBy(pages: number, id: string): Promise<void> {
    return until(async () => (await this.audience(id)).connections === pages)
  }

  poll(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(`${this.url}/poll`, {
      body,
      headers: { 'Content-Type': 'text/plain', ...headers },
    })
  }

  /** As a provider. */
  callback(path: string, { headers, body }: Callback): Promise<Answer> {
    return ask(`${this.url}/callbacks/${path}`, { headers, body })
  }

  /** A page with a socket that the relay has greeted. */
  async connect(options: ClientOptions = {}): Promise<Page> {
    const page = this.dial(options)
    page.greeting = await page.next()
    return page
  }

  /** A page with a socket. */
  dial(options: ClientOptions = {}): Page {
    return new Page(`${this.url.replace(/^http/, 'ws')}/ws`, options)
  }
}

/** What a merchant may have to say. */
export const MESSAGE = { type: 'shipping', title: 'On its way', message: 'It left us today.' }

/** A token as a merchant's own server would sign it. */
export const signed = (claims: object, expires: Date): Promise<string> =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('payment-status')
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(TOKEN_SECRET))

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

export interface Answer {
  status: number
  headers: Headers
  /** As JSON; text where it is none; undefined where there is nothing. */
  body: any
}

/** Asks once; a string goes out as it is, and anything else as JSON. */
export async function ask(
  url: string,
  { method, headers = {}, body, signal }: Asked = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    ...(body !== undefined && { body: textOf(body) }),
    ...(signal && { signal }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text ? JSON.parse(text) : text || undefined,
  }
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

/** Asks again and again until it is so. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate)
}
