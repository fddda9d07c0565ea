/** What becomes of what a page sends and is sent: as the network, and whoever sits in it, lets it. */

export interface Weather {
  /** Of sockets that are opened now. */
  sockets:
    | 'carried'
    | 'refused'
    /** Neither opened nor refused. */
    | 'swallowed'
    /** Opened, and nothing passes. */
    | 'mute'
    /** Opened, and nothing that the page says arrives. */
    | 'deaf'
    /** Opened, and nothing that the relay says arrives. */
    | 'dumb'
    /** Opened, and broken soon after. */
    | 'brief'
  /** Of polls that are sent now. */
  polls:
    | 'carried'
    | 'refused'
    | 'swallowed'
    /** Answered by something in between, with an error. */
    | 'status'
    /** Likewise, with what is no answer. */
    | 'garbage'
    /** Answered at once with what was answered before. */
    | 'cached'
    /** Held answers are cut after a while. */
    | 'cut'
    /** Headers arrive, and no body. */
    | 'stalled'
  /** One way, in ms. */
  latency: readonly [least: number, most: number]
}

export const FINE: Weather = { sockets: 'carried', polls: 'carried', latency: [5, 60] }

export const SOCKETS = ['refused', 'swallowed', 'mute', 'deaf', 'dumb', 'brief'] as const
export const POLLS = [
  'refused',
  'swallowed',
  'status',
  'garbage',
  'cached',
  'cut',
  'stalled',
] as const

/** What captive portals, proxies and newer relays answer where an answer was expected. */
export const GARBAGE: readonly string[] = [
  '',
  '<!doctype html><title>Welcome to the hotel</title>',
  'null',
  '[]',
  '{}',
  '{"frames":null}',
  '{"frames":{"0":1}}',
  '{"frames":[null,1,"x",{"type":7}]}',
  '{"frames":[{"type":"error","code":"something_new","message":"Of a newer relay."}]}',
  '{"frames":[{"type":"update","order":{"id":"ORD-0","status":"failed"}}]}',
  '{"frames":[{"type":"subscribed","orders":[{"id":"ORD-0"}]}]}',
  '{"frames":[{"type":"expired"}],"status":"failed"}',
]

/** The same over a socket. */
export const NOISE: readonly string[] = [
  '',
  '<!doctype html>',
  'null',
  '{"type":"error","code":"something_new","message":"Of a newer relay.","orders":["ORD-0","ORD-1"]}',
  '{"type":"error","code":"internal_error","message":"Of no order in particular."}',
  '{"type":"new_frame","status":"failed"}',
  '{"type":"update","order":{"id":"ORD-0","status":"failed"}}',
]

export const STATUSES = [400, 401, 403, 404, 408, 429, 500, 502, 503, 504] as const

/** What a server may ask for in Retry-After. Seconds, dates, and neither. */
export const RETRY_AFTER: readonly (string | null)[] = [
  null,
  null,
  '1',
  '5',
  '20',
  '45',
  '86400',
  '0',
  '-5',
  'soon',
  'Wed, 21 Oct 2026 07:28:00 GMT',
]
