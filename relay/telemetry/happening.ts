import type { TokenFault } from '../access/token-faults.ts'

/**
 * What happens in a relay, told once by whoever does it: the log and the metrics listen. A happening holds ids of
 * ours and the shop's orders, numbers, addresses, and words of closed lists: its fields are the fields of its line in
 * the log. No secret, token, body or personal datum has a place in it; what a customer is called is one.
 */
export type Happening =
  | OfTheRelay
  | OfCallbacks
  | OfOrders
  | OfRefusals
  | OfLimits
  | OfSockets
  | OfPages
  | OfDeliveries
  | OfAsks

type OfTheRelay =
  | {
      type: 'started'
      version: string
      node: string
      store: 'sqlite' | 'postgres' | 'memory'
      /** Those that are on. */
      providers: readonly string[]
    }
  /** So many pages are told when to come back. */
  | { type: 'draining'; sockets: number; polls: number }
  | { type: 'stopped' }
  /** A page has seen a newer version of the order than the store has: the history goes on under another name. */
  | { type: 'history_lost'; order: string; epoch: string }
  /** Other nodes are not heard: pages hear of what they write within a heartbeat. `why`: in a word, without addresses. */
  | { type: 'fanout_lost'; by: 'alone' | 'postgres' | 'redis'; why: string }
  /** They are heard again. */
  | { type: 'fanout_back'; by: 'alone' | 'postgres' | 'redis' }
  /** A request met a mistake of ours. */
  | { type: 'request_failed'; request?: string; err: unknown }
  /** The disk fails: at a request that somebody is asked to repeat, or when it is tried. */
  | { type: 'store_failed'; at: 'request' | 'probe'; err: unknown }

type OfCallbacks =
  /**
   * A callback is not believed. `why`: what is wrong with it, that the certificate it names cannot be had and was
   * never known, or that it came from nowhere in CALLBACK_IPS.
   */
  | {
      type: 'callback_refused'
      provider: string
      why:
        | 'missing'
        | 'too_large'
        | 'mismatch'
        | 'stale'
        | 'early'
        | 'certificate'
        | 'address'
        | 'callback_ips'
      /** The address it came from. None: fewer proxies have passed it on than TRUST_PROXY says. */
      address: string | undefined
      /** Of CALLBACK_IPS: how many addresses X-Forwarded-For had, and how many proxies write it as TRUST_PROXY says. */
      proxies?: { seen: number; trusted: number }
    }
  /** Nobody listens there. */
  | { type: 'provider_off'; provider: string }
  /** No provider has the name that its address ends in. `meant`: whose is nearly that. */
  | { type: 'provider_unknown'; meant?: string; address: string | undefined }
  /** It may be the provider's, and cannot be stored or judged just now. */
  | { type: 'callback_not_stored'; provider: string; lacks: 'store' | 'certificate'; err: unknown }
  /** It is on disk. */
  | {
      type: 'callback_accepted'
      provider: string
      /** `silent`: it speaks of no payment. `repeated`: it says nothing new. */
      outcome: 'applied' | 'repeated' | 'silent'
      events: number
      /** Those that it changed. */
      orders: readonly string[]
      /** Since it was believed, until all pages that follow those orders were told, in ms. */
      ms: number
    }
  /** Of one of its events, or of all, nothing came: it waits under this id in `GET /callbacks`. */
  | { type: 'callback_kept'; provider: string; state: string; code: string; callback: string }

type OfOrders = {
  type: 'order_changed'
  order: string
  /** Null where the order is new. */
  from: string | null
  to: string
  version: number
  /** A provider, the merchant's own server, or time alone. */
  by: string
}

type OfRefusals =
  /** A page's token opens nothing. */
  | { type: 'token_refused'; fault: TokenFault }
  /** `origin`: a stranger's text, made harmless. */
  | { type: 'origin_refused'; origin: string; over: 'socket' | 'poll'; address: string | undefined }
  /** Over HTTP. `code`: the problem's. */
  | {
      type: 'request_refused'
      code: string
      address: string | undefined
      request?: string
      /** The setting that would have let it in. */
      setting: 'API_KEYS' | 'TOKEN_SECRETS' | 'METRICS_TOKEN'
    }

/** One page's socket, named as its `debug` names it in the page's console. */
type OfSockets =
  | { type: 'connected'; connection: string }
  /** `by`: who ended it. `why`: where it is we who did. */
  | { type: 'closed'; connection: string; code: number; by: 'page' | 'relay'; why?: ClosedFor }
  /** A reader that does not read. */
  | { type: 'reader_dropped'; connection: string }

export type ClosedFor =
  'idle' | 'silent' | 'unread' | 'too_fast' | 'not_our_protocol' | 'origin' | 'restart' | 'trouble'

/** `connection`: a socket's, or a poll's own. */
type OfPages =
  | { type: 'subscribed'; connection: string; order: string; version: number }
  /** To all orders of a customer, or to every order. */
  | {
      type: 'subscribed_to_many'
      connection: string
      to: 'customer' | 'everything'
      orders: number
    }
  /** `code`: the error frame's. `order`: the first that it speaks of. */
  | { type: 'subscription_refused'; connection: string; code: string; order?: string }
  /** So many pages that follow the order hear of this version. */
  | { type: 'told'; order: string; version: number; pages: number }
  | { type: 'acknowledged'; connection: string; order: string; version: number }

/** `lane`: the webhook, or the provider whose callbacks are passed on. `to`: a host. */
type OfDeliveries =
  | { type: 'delivered'; lane: string; to: string; order?: string }
  /** `why`: an answer's status, or what the network says. `next`: when it is tried again. */
  | { type: 'not_delivered'; lane: string; to: string; order?: string; why: string; next: string }
  /** The receiver takes things again. */
  | { type: 'delivery_recovered'; lane: string; to: string }
  /** Nobody will hear of it. `gone`: the receiver wants no more of this. */
  | { type: 'given_up'; lane: string; to: string; order?: string; why: string }

type OfAsks =
  /** A provider was asked about an order. */
  | {
      type: 'asked'
      provider: string
      order: string
      outcome: AskOutcome
      /** Who wants to know. `callback`: one came that proves little. */
      by: 'schedule' | 'callback' | 'page' | 'merchant'
      /** Each question by its name, and what came of it. */
      exchanges: readonly { name: string; outcome: AskOutcome; status?: number; ms: number }[]
      why?: string
      /** Until what was answered is on disk, and everybody was told. In ms. */
      ms: number
      /** By how much it was asked later than planned, in ms. */
      late: number
    }
  /** It told of money of which nobody else had. */
  | { type: 'ask_settled'; provider: string; order: string }
  /** A callback that proves little waits for minutes in vain, also when the provider was asked. Told once until it answers. */
  | { type: 'callback_unverified'; provider: string; order: string; outcome: AskOutcome }
  /** It did not answer several times in a row. `why`: what the network says. */
  | { type: 'provider_unreachable'; provider: string; why: string }
  | { type: 'provider_reachable'; provider: string }
  /** It has known none of the payments that it was asked about. */
  | { type: 'asks_all_absent'; provider: string; asks: number }
  /** What was missed while nobody was here is looked up: so many events, and so many orders that they changed. */
  | { type: 'caught_up'; provider: string; events: number; changed: number }
  /** Something of that changed this order. */
  | { type: 'found_missed'; provider: string; order: string }
  /**
   * The rest of it was not looked up. `too_long`: nobody was here for longer than the provider keeps it. `too_much`: it
   * fills more pages than are read. Else the list cannot be had: with these credentials, with what they may read, or
   * at all.
   */
  | {
      type: 'not_caught_up'
      provider: string
      events: number
      changed: number
      why: 'too_long' | 'too_much' | 'credentials' | 'permission' | 'unread'
    }

export const ASK_OUTCOMES = [
  ...(['answered', 'absent', 'later', 'refused', 'unread', 'other_payment'] as const),
  ...(['unreachable', 'cannot'] as const),
] as const
export type AskOutcome = (typeof ASK_OUTCOMES)[number]

/** What strangers may hold. `address`: theirs, where it is known. */
type OfLimits =
  /** There are as many connections as there may be: in all, or from one address. The next are answered, and not kept. */
  | { type: 'limit_reached'; limit: 'all' | 'address'; address?: string }
  /** A connection had too many requests under way, or did not read its answers. */
  | { type: 'connection_ended'; why: 'requests' | 'unread'; address?: string }
  /** A proxy passes requests on, and TRUST_PROXY does not say so. Told once. */
  | { type: 'proxy_not_trusted'; address: string }
  /** A request's body is not waited for: there is no room for it, it is too slow, or in too many pieces. */
  | { type: 'body_refused'; why: 'room' | 'late' | 'pieces'; address?: string }
  /** Whoever asked has gone before the answer. */
  | { type: 'broken_off' }

/** Never throws, and takes no longer than a line does. */
export type Tell = (happening: Happening) => void
