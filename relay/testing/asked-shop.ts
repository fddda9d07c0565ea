/**
 * For tests: a shop of which a provider is asked, in virtual time. The fake bank knows the truth; the relay's own parts
 * hear, keep, ask and believe. Only what is between the two is made up: no socket, and as much delay as the test wants.
 */

import { vi } from 'vitest'
import { asking } from '../asking/asking.ts'
import type { Asker } from '../asking/asker.ts'
import type { Exchange, Transport } from '../asking/transport.ts'
import { Bank } from '../bank/bank.ts'
import { inquire } from '../bank/inquiry.ts'
import type { Asked } from '../bank/tongue.ts'
import { receiver } from '../callbacks/receiver.ts'
import { reached, settingOf, type Config } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import { Dispatch } from '../dispatch.ts'
import type { RegistrationChange } from '../ledger/ledger.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Heard, MainState } from '../order/update.ts'
import type { PaymentStatus, ReasonCode } from '../protocol.ts'
import type { Asking, Parts } from '../providers/asking.ts'
import { credentialsIn } from '../providers/authorize.ts'
import { PROVIDERS } from '../providers/index.ts'
import { orderAddressKey, orderAddressReference } from '../providers/order-address.ts'
import type { Provider } from '../providers/provider.ts'
import { secretOf } from '../providers/secret.ts'
import { simulatedCallback } from '../providers/simulated-callback.ts'
import { simulatedKeys } from '../providers/simulated-keys.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { telemetry } from '../telemetry/telemetry.ts'
import type { Happening } from '../telemetry/happening.ts'
import { deadlines } from '../timers/deadlines.ts'
import { readableLog } from './log.ts'
import { ENVIRONMENT } from './relay.ts'

const DAY = 86_400_000

/** Shown to the bank alone. */
export const BASE = 'http://bank.example'

export const secretFor = (provider: Provider): string =>
  secretOf(provider, Buffer.alloc(24, provider.id))

export function askingOf(provider: Provider): Asking {
  if (!provider.asking || 'cannot' in provider.asking) throw new Error(`${provider.id} is silent.`)
  return provider.asking
}

export const providerOf = (id: string): Provider => {
  const provider = PROVIDERS.get(id)
  if (!provider) throw new Error(`There is no ${id}.`)
  return provider
}

/** A bank that shares the callback secrets with the shop. */
export const bankFor = (provider: Provider, seed = 1): Bank =>
  new Bank({ seed, callbackSecrets: { [provider.id]: secretFor(provider) } })

/** What asks it. */
export function partsFor(provider: Provider, bank: Bank): Parts {
  const { credentials } = askingOf(provider)
  const parts = credentialsIn(credentials, bank.credentials(provider.id), secretFor(provider))
  if (!parts) throw new Error('The credentials are of another form.')
  return parts
}

interface Options {
  provider: Provider
  bank: Bank
  /** In ms: a question is under way so long, and so is its answer. */
  trip?: number
  store?: Store
  verifies?: boolean
  /** Each order has a page for so long after it was made, in ms. */
  watchedFor?: number
}

export interface Shop {
  store: Store
  asker: Asker
  /** What happened, the earliest first. */
  happened: Happening[]
  /** All that was logged. */
  logged(): string
  /** What vouches for the questions, tokens included: for the bank alone. */
  secrets: ReadonlySet<string>
  /** Pages watch every order, or none. */
  isWatched: boolean
  register(id: string, change?: RegistrationChange): Promise<void>
  /** The merchant says that a prompt is out. */
  prompts(orderId: string, payment: string, patience: number): Promise<void>
  /** What the provider calls to say, if it has an event for it. Resolves with whether it has one. */
  calls(word: Word): Promise<boolean>
  order(id: string): Promise<OrderRecord | undefined>
  /** Hears of each change of an order. */
  onChange(listener: (order: OrderRecord) => void): void
  stop(): Promise<void>
}

/** What a callback says. */
export interface Word {
  orderId: string
  payment: string
  status: PaymentStatus
  amount: number
  currency: string
  reason?: ReasonCode
  /** In ms since 1970. */
  at: number
}

/** Where time is virtual: whoever calls it has faked `Date` and the timers. */
export function openShop({
  provider,
  bank,
  trip = 0,
  store = memoryStore(),
  verifies = true,
  watchedFor = 0,
}: Options): Shop {
  const { id } = provider
  const secret = secretFor(provider)
  const config = configFor(provider, bank, verifies)
  const { log, text } = readableLog('trace')
  const happened: Happening[] = []
  const { tell, stop: stopTelling } = telemetry(log, (happening) => happened.push(happening))
  const now = () => Date.now()
  const shop = { isWatched: false }
  const isWatched = ({ createdAt }: OrderRecord) => shop.isWatched || now() < createdAt + watchedFor
  const questions = asking({ config, isWatched })
  const context = () => ({ now: now(), retention: 30 * DAY, planner: questions.planner })
  const dispatch = new Dispatch(store, context, (error) => {
    throw error
  })
  const timers = deadlines({ store, dispatch, log, now })
  const parts = { store, dispatch, log, tell, now }
  const secrets = new Set(secretsIn(askingOf(provider), partsFor(provider, bank)))
  const line = to(bank, trip, (token) => secrets.add(token))
  const asker = questions.begin({ ...parts, asked() {}, transport: line })
  const door = receiver({
    ...{ ...parts, config: reached(config) },
    signingKeys: async () => simulatedKeys().publicKey,
  })
  dispatch.listen(({ orders }) => {
    timers.rearm(orders)
    asker.wake()
  })

  return Object.assign(shop, {
    ...{ store, asker, happened, logged: text, secrets },

    async register(orderId: string, change: RegistrationChange = {}) {
      const key = orderAddressKey(id, secret, orderId)
      const addresses = provider.trust === 'address' ? [orderAddressReference(id, key)] : []
      const registered = await dispatch.register(orderId, { ...change, addresses })
      if ('conflict' in registered) throw new Error(registered.conflict)
    },

    async prompts(orderId: string, payment: string, patience: number) {
      const at = now()
      const heard: Heard = {
        ...{ part: 'main', state: 'requires_action', by: 'merchant', provider: id, payment },
        ...{ eventId: `prompt ${payment}`, time: at, saidAt: at, receivedAt: at },
        deadline: at + patience,
      }
      await dispatch.apply([{ key: () => heard.eventId, updates: [heard], orderId }])
    },

    async calls({ status, ...word }: Word) {
      if (!provider.statuses.includes(status)) return false
      const url = `http://localhost:8787/callbacks/${id}`
      const { path, headers, body } = simulatedCallback(
        provider,
        secret,
        { url, status, ...word },
        now(),
      )
      const refused = await door.told({
        provider: id,
        ...(path !== '' && { key: path.slice(1) }),
        headers: new Headers(headers),
        incoming: undefined,
        body: () => Buffer.from(body),
      })
      if (refused) throw new Error(`Refused: ${await refused.text()}`)
      return true
    },

    order: (orderId: string) => store.order(orderId),
    onChange(listener: (order: OrderRecord) => void) {
      dispatch.listen(({ orders }) => orders.forEach(listener))
    },

    async stop() {
      timers.stop()
      const stopped = asker.stop()
      // What is under way takes its time.
      await vi.advanceTimersByTimeAsync(30_000)
      await stopped
      stopTelling()
    },
  })
}

function configFor(provider: Provider, bank: Bank, verifies: boolean): Config {
  const { id } = provider
  const own = { [`CALLBACK_SECRET_${settingOf(id)}`]: secretFor(provider) }
  const read = readConfig({ ...ENVIRONMENT, STORE: 'memory:', ...own })
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  const credentials = [partsFor(provider, bank)]
  const asked = [id, { credentials, where: { base: `${BASE}/${id}` } }] as const
  return { ...read.config, asking: new Map([asked]), verifies }
}

/** Countries and currencies are none. */
const SHORT = 4

const secretsIn = ({ credentials: { open = [] } }: Asking, parts: Parts): string[] =>
  Object.entries(parts).flatMap(([name, part]) =>
    open.includes(name) || part.length <= SHORT || isOpen(part) ? [] : [part],
  )

const isOpen = (part: string): boolean => part.startsWith('http') || part === 'sandbox'

/** The bank, as if it were somewhere. `gives` hears of tokens. */
const to = (bank: Bank, trip: number, gives: (token: string) => void): Transport => ({
  async send({ method, url, headers, body = '' }, signal): Promise<Exchange> {
    const stopped = new Promise<'silent'>((resolve) =>
      signal.addEventListener('abort', () => resolve('silent')),
    )
    const path = url.slice(BASE.length)
    const asked: Asked = { method, path, headers: new Headers(headers), body }
    await pause(trip)
    const reply = bank.answer(asked, Date.now())
    const came = reply === 'silent' ? await stopped : reply
    await pause(trip)
    if (typeof came === 'string') return { outcome: 'unreachable', why: `the bank is ${came}` }
    const text = typeof came.body === 'string' ? came.body : JSON.stringify(came.body)
    const [, token] = /"access_token":"([^"]+)"/.exec(text) ?? []
    if (token !== undefined) gives(token)
    return { outcome: 'answered', status: came.status, headers: new Headers(came.headers), text }
  },
  close() {},
})

const pause = (ms: number) =>
  ms === 0 ? undefined : new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * How long the provider may still settle what it calls closed, in ms: by its callback, where it has one, and by its
 * answer. Where they differ, the shorter.
 */
export function doubtOf(provider: Provider, state: MainState, word: Omit<Word, 'status'>): number {
  const event = { ...word, status: state, timestamp: Math.floor(word.at / 1000), id: 'evt1' }
  const payload = provider.simulate(event as Parameters<Provider['simulate']>[0])
  const event1 = { headers: new Headers(), digest: () => 'digest' }
  const called = payload === undefined ? [] : provider.updates(payload, event1)

  const bank = bankFor(provider)
  bank.open({
    provider: provider.id,
    ...word,
    begunAt: word.at,
    timeline: [{ at: word.at, state }],
  })
  const asker = { bank, provider, asking: askingOf(provider), parts: partsFor(provider, bank) }
  const asks = bank.asks(provider.id, word)
  const known = { asks, payments: [], references: [], orderId: word.orderId }
  const answers = inquire(asker, known, word.at).map(({ reading }) => reading)
  const told = [called, ...answers].flatMap((each) => {
    if (typeof each !== 'object') return []
    return Array.isArray(each) ? each : 'told' in each ? each.told : []
  })
  return Math.min(...told.map(({ doubt = UNKNOWN_DOUBT }) => doubt))
}

/** Where nobody says. In ms. */
const UNKNOWN_DOUBT = 72 * 3_600_000
