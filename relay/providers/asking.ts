/**
 * How a provider is asked what came of a payment: the other half of an adapter. A table, and small functions.
 *
 * It knows no network, no clock and no secret. Questions name what they are about, authorize.ts adds what vouches
 * for them, and hear.ts is the only one that reads answers.
 */

import type { Told } from '../order/update.ts'

export type { Told }

/** One request, without its credentials. */
export interface Question {
  /** For the log and metrics, such as `payment intent`. Names no id. */
  name: string
  method: 'GET' | 'POST'
  /** Below the host, with the query. Made by `pathOf`, so that no id leaves its place. */
  path: string
  headers?: Readonly<Record<string, string>>
  body?: string
  /** What it is about: of an answer, only what is told of this counts. Without: the answer names it nowhere. */
  asks?: string
  /** Where it is not asked where the provider's other questions are. */
  hosts?: Hosts
  /** What the answer leaves out, and the answer that led here has. */
  of?: Parts
  /** What to ask instead where this is absent. */
  otherwise?: Question
}

/** What is known of an order, and may be asked by. */
export interface Known {
  /** What the merchant said to ask this provider by. */
  asks: readonly string[]
  /** The latest first. */
  payments: readonly KnownPayment[]
  /** The merchant's other references. They may belong to another provider. */
  references: readonly string[]
  /** Left out where another provider that is asked may be the one that knows it. */
  orderId?: string
}

/**
 * A payment by this provider, as the merchant or the provider told of it. None that the merchant left without a name:
 * what we call that, no provider knows.
 */
export interface KnownPayment {
  /** The payment, what it lies in, and its other names. */
  names: readonly string[]
  /** Minor units. */
  amount?: number
}

/** What came back. */
export interface Answer {
  question: Question
  status: number
  headers: Pick<Headers, 'get'>
  text: string
}

/** An answer, read as JSON; undefined: it is none. Texts that are empty are left out. */
export interface Opened extends Answer {
  body: unknown
}

/** Why an answer says nothing of the payment. */
export type Fault =
  /** Not there yet, or never: nobody knows which, or whether the key is another shop's. */
  | { outcome: 'absent' }
  /** Ask again; in so many ms, where the provider says when. */
  | { outcome: 'later'; after?: number }
  /** The operator must mend it. */
  | Refused

export interface Refused {
  outcome: 'refused'
  why: 'credentials' | 'permission' | 'request'
  /** The provider says so now and then by mistake: it is meant once it was said so often, one after the other. */
  inARow?: number
}

/** What the callback half reads in a body, as if it had come by itself. Throws where it knows no such event. */
export type ReadEvent = (payload: unknown, headers?: Readonly<Record<string, string>>) => Told[]

/** What credentials and settings are made of, by name. */
export type Parts = Readonly<Record<string, string>>

/** A text in which `{name}` stands for that part of the credentials, and `{token}` for the token. */
export type Template = string

export interface Hosts {
  live: Template
  sandbox: Template
}

/** How a token is got, which vouches for questions until it runs out. */
export interface TokenRequest {
  /** Default: those of the questions. */
  hosts?: Hosts
  method: 'GET' | 'POST'
  path: string
  basic?: Template
  headers?: Readonly<Record<string, Template>>
  /** The body, written as a form or as JSON. */
  form?: Readonly<Record<string, Template>>
  json?: Readonly<Record<string, Template>>
}

/** What `seal` may need besides the question. */
export interface SealTools {
  /** In ms since 1970. */
  now: number
  /** Lower-case hex. */
  sha256(text: string): string
  /** Base64, of an HMAC-SHA256 under this key. */
  hmac(key: Uint8Array, text: string): string
  /** Base64, by AES-128-CBC. */
  encrypt(key: string, iv: string, text: string): string
  /** Base64 of so many bytes that nobody can guess. */
  random(bytes: number): string
  /**
   * A JWT, signed with this private key: PEM, or the 64 bytes of an Ed25519 key in base64. Its `alg` is the key's.
   */
  jwt(key: string, header: object, claims: object): string
}

/** What vouches for a question. All that is there applies. */
export interface Auth {
  /** Of `Authorization: Basic`: user and password, with a colon between them. */
  basic?: Template
  /** On each question. */
  headers?: Readonly<Record<string, Template>>
  token?: TokenRequest
  /** A signature, or a password with the time in it: made anew for each question. */
  seal?(question: Question, parts: Parts, tools: SealTools): Question
}

/** What the operator enters as ASK_<PROVIDER>. */
export interface Credentials {
  /** As it is written, its parts by name: `clientId:secret`. The last part takes the rest. */
  form: string
  /** Invented, of that form. */
  example: string
  /** Where it is written otherwise: its named groups are the parts. */
  pattern?: RegExp
  /** The parts that are no secret, and may stand in hosts and paths. */
  open?: readonly string[]
  /** The name of a part that is not entered: the first of the provider's callback secrets. */
  callbackSecret?: string
  /** Whether the sandbox alone knows it. */
  isSandbox?(parts: Parts): boolean
  /** The first of the provider's callback secrets may be all that it is asked with. */
  isCallbackSecret?: true
  /** What else they permit, where none permit less. */
  alsoMay?: string
  /** What is worth a look, though it fits: what it is, and what would be better. */
  warns?(parts: Parts): string | undefined
}

/** What was missed while we were down: events, as they would have come by themselves. */
export interface Missed {
  /** For how long they are kept. In ms. */
  reach: number
  /** `from` and `to` in ms since 1970; `cursor`: as `read` gave it. */
  question(from: number, to: number, cursor?: string): Question
  /** The events, for the callback half to read; `cursor`: where there are more. */
  read(answer: Opened): { payloads: readonly unknown[]; cursor?: string }
}

/**
 * Which times a provider's callbacks carry: that of the change; that at which the attempt began, so that an answer
 * must not be dated later than the callback that follows it; or none.
 */
export type Clock = 'change' | 'attempt' | 'none'

/** How soon an answer is to be had: a prompt on a phone, an app, a card, a voucher or a chain. */
export type Cadence = 'prompt' | 'upi' | 'card' | 'slow'

export interface Asking {
  credentials: Credentials
  hosts: Hosts
  auth: Auth
  /** Ids of its forms under which there is no payment: asked by them, it says whether the credentials are good. */
  probes: readonly string[]
  /** Whether an answer that says nothing of the payment shows that they are, all the same. */
  provesCredentials?(answer: Opened): boolean
  /**
   * What its callbacks tell of though it cannot be asked about: they are believed as they come. `unlessAsks`: but where
   * the shop said by what to ask, for then it is paid by that.
   */
  cannotVerify?: { what: string; unlessAsks?: true }
  /** The questions about an order, the best first. */
  questions(known: Known): readonly Question[]
  /** Whether it can be asked with these credentials. Default: all can. */
  suits?(question: Question, parts: Parts): boolean
  /** What is wrong with an answer, where its status does not tell. Looked at whatever the status is. */
  fault?(answer: Opened): Fault | undefined
  /** What a good answer says. Throws what it likes on one that it cannot read: that is then no fact. */
  read(answer: Opened, known: Known, event: ReadEvent): readonly Told[]
  /** What must be asked to know it all. */
  then?(answer: Opened): readonly Question[]
  missed?: Missed

  /** What of a payment answers tell. What they do not, only callbacks do, or the merchant. */
  tells: readonly ('amount' | 'receipt' | 'refunds' | 'disputes')[]
  clock: Clock
  /** For so long may an answer be older than what is known. In ms; default 2 s. */
  lag?: number
  cadence: Cadence
  /** It answers about the prompt, which brings one payment at most: by another name perhaps, once it has come. */
  answersAboutPrompt?: true
  /** What its answers are about has an id that no other prompt ever has: none can be older than the prompt. */
  namesPrompt?: true
  /** After so long a silence, in ms. Default: as the cadence has it. */
  first?: number
  /** Of two questions about one order at the least, in ms. Default 5 s. */
  gap?: number
  /** At most, for all who share the credentials. */
  rate: { perMinute: number; burst: number }
}

/** Why a provider cannot be asked: for whoever wonders. */
export interface Unaskable {
  cannot: string
}
