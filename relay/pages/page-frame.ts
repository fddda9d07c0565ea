/**
 * What a page says, read entry by entry. One that is not understood is an error about that entry: it ends neither
 * the connection nor what the others ask for.
 */

import {
  isCount,
  isRecord,
  isString,
  type Known,
  type PageFrame,
  type RelayFrame,
} from '../protocol.ts'
import { errorFrame, tokenFrame } from './frames.ts'

export interface Said {
  /** What was understood of it, if anything. */
  readonly frame?: PageFrame
  /** About what was not. */
  readonly errors: readonly RelayFrame[]
}

type Fields = Readonly<Record<string, unknown>>

/** Undefined: it is no frame, or says nothing at all. That is not our protocol. */
export function readPageFrame(value: unknown): Said | undefined {
  if (!isRecord(value) || !isString(value.type)) return undefined
  const { type } = value
  // The page may be newer than we are.
  return isKnownType(type) ? READERS[type](value) : { errors: [errorFrame('unknown_type')] }
}

const READERS: Readonly<Record<PageFrame['type'], (fields: Fields) => Said | undefined>> = {
  ping: () => ({ frame: { type: 'ping' }, errors: [] }),

  token: ({ token }) =>
    isString(token) ? { frame: { type: 'token', token }, errors: [] } : noToken(),

  subscribe({ token, orders, after, ...fields }) {
    const customer = customerIn(fields)
    if (customer === undefined && orders === undefined) return undefined
    const resuming = isString(after) ? { after } : {}
    if (customer !== undefined) {
      if (!isString(customer)) return unread({ customer: nameOf(customer) })
      if (!isString(token)) return noToken({ customer })
      const [known, errors] = sift(orders ?? [], isKnown)
      return {
        frame: { type: 'subscribe', customer, token, ...resuming, orders: known },
        errors,
      }
    }
    if (orders === '*') {
      return isString(token)
        ? { frame: { type: 'subscribe', orders, token, ...resuming }, errors: [] }
        : noToken({ orders: ['*'] })
    }
    const [known, errors] = sift(orders, isKnown)
    if (known.length === 0) return { errors }
    if (isString(token)) {
      return { frame: { type: 'subscribe', orders: known, token, ...resuming }, errors }
    }
    const refused = noToken({ orders: known.map(({ id }) => id) })
    return { errors: [...errors, ...refused.errors] }
  },

  unsubscribe({ orders, ...fields }) {
    const customer = customerIn(fields)
    if (customer === undefined && orders === undefined) return undefined
    if (customer !== undefined) {
      return isString(customer)
        ? { frame: { type: 'unsubscribe', customer }, errors: [] }
        : unread({ customer: nameOf(customer) })
    }
    const [ids, errors] = sift(orders, isString)
    return { frame: { type: 'unsubscribe', orders: ids }, errors }
  },

  ack({ orders = {}, notifications = [] }) {
    const [versions, others] = sift(isRecord(orders) ? Object.entries(orders) : orders, isVersion)
    const [ids, odd] = sift(notifications, isString)
    return {
      frame: { type: 'ack', orders: Object.fromEntries(versions), notifications: ids },
      errors: [...others, ...odd],
    }
  },

  ask({ orders }) {
    const [ids, errors] = sift(orders, isString)
    return { frame: { type: 'ask', orders: ids }, errors }
  },
}

const isKnownType = (type: string): type is PageFrame['type'] => Object.hasOwn(READERS, type)

/** A number is the text that it is written as; one that JavaScript rounds would be another customer's. */
const customerIn = ({ customer }: Fields): unknown =>
  Number.isSafeInteger(customer) ? String(customer) : customer

type About = Parameters<typeof errorFrame>[1]

const noToken = (about?: About): Said => ({ errors: [tokenFrame('form', about)] })

const unread = (about?: About): Said => ({
  errors: [errorFrame('unknown_type', about, NOT_UNDERSTOOD)],
})

/** A page that is newer than we are may say more of an order than we understand: so it is no fault of its token's. */
const NOT_UNDERSTOOD =
  'These entries are not understood. An order is { "id": text, "epoch"?: text, "version"?: whole number, ' +
  '"seal"?: text } to subscribe to, a text to leave or to ask about, and "id": version to acknowledge.'

/** The entries that fit, and an error about all that do not. */
function sift<Entry>(
  list: unknown,
  fits: (entry: unknown) => entry is Entry,
): [entries: Entry[], errors: readonly RelayFrame[]] {
  const all: unknown[] = Array.isArray(list) ? list : [list]
  const entries = Array.isArray(list) ? all.filter(fits) : []
  if (entries.length === all.length) return [entries, []]
  const odd = Array.isArray(list) ? all.filter((each) => !fits(each)) : all
  return [entries, unread({ orders: odd.map(nameOf) }).errors]
}

/** So that whoever said it finds it: by its id where it has one, else as it was said, cut short. */
function nameOf(entry: unknown): string {
  const [said] = Array.isArray(entry) ? (entry as unknown[]) : [isRecord(entry) ? entry.id : entry]
  return (isString(said) ? said : (JSON.stringify(said ?? entry) ?? '')).slice(0, 128)
}

const isKnown = (value: unknown): value is Known =>
  isRecord(value) &&
  isString(value.id) &&
  (value.epoch === undefined || isString(value.epoch)) &&
  (value.version === undefined || isCount(value.version)) &&
  (value.seal === undefined || isString(value.seal))

const isVersion = (entry: unknown): entry is [id: string, version: number] =>
  Array.isArray(entry) && isString(entry[0]) && isCount(entry[1])
