/** What strangers do: connections that are held, what is said on each at first, and again and again. */

export interface Flood {
  /** So many, each dialled again when it is ended. */
  connections: number
  /** Said once on each. */
  opening?: Buffer | string
  /** Said so often a second, by one connection after the other. */
  again?: { bytes: Buffer | string; perSecond: number }
  /** Whether what comes back is read. */
  reads: boolean
}

/** What a shopper has, and nobody else: the token of one order. */
interface Shopper {
  order: string
  token: string
}

const MIB = 1024 * 1024
const HOST = 'Host: 127.0.0.1'

const request = (line: string, headers: readonly string[], body: Buffer | string = ''): Buffer =>
  Buffer.concat([
    Buffer.from(
      [`${line} HTTP/1.1`, HOST, ...headers, `Content-Length: ${body.length}`, '', ''].join('\r\n'),
    ),
    Buffer.from(body),
  ])

const callback = (provider: string, headers: readonly string[], body: Buffer | string = '{}') =>
  request(`POST /callbacks/${provider}`, headers, body)

/** As much of it as fits into so many bytes. */
const filled = (unit: string, bytes: number) => unit.repeat(Math.floor(bytes / unit.length))

const requests = (bytes: Buffer | string, perSecond: number): Flood => ({
  connections: 16,
  again: { bytes, perSecond },
  reads: true,
})

const held = (connections: number, opening: Buffer | string): Flood => ({
  connections,
  opening,
  reads: true,
})

const UPGRADE = [
  'GET /ws HTTP/1.1',
  HOST,
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]
const SOCKET = [...UPGRADE, '', ''].join('\r\n')

/** As a client sends it: masked, with a mask that changes nothing. */
function frame(opcode: number, payload: string): Buffer {
  const { length } = payload
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size, 0, 0, 0, 0]), Buffer.from(payload)])
}

const [TEXT, PING, PONG] = [1, 9, 10]

const times = (count: number, bytes: Buffer) => Buffer.concat(Array<Buffer>(count).fill(bytes))

const frames = (bytes: Buffer, perSecond: number): Flood => ({
  connections: 4,
  opening: SOCKET,
  again: { bytes, perSecond },
  reads: true,
})

const polled = (...said: readonly object[]) =>
  request('POST /poll', ['Content-Type: text/plain'], JSON.stringify({ frames: said }))

const subscribe = (order: string, token: string) => ({
  type: 'subscribe',
  orders: [{ id: order }],
  token,
})

const GET_WIDGET = request('GET /payment-status.js', [])
const LIST = `{"notificationItems":[${filled('0,', MIB - 100)}0]}`

/** By what they are called. */
export const FLOODS = new Map<string, (shopper: Shopper) => Flood>([
  [
    'Stripe, a header of 14 kB',
    () => requests(callback('stripe', [`Stripe-Signature: t=1,${filled('=,', 14_000)}`]), 50),
  ],
  [
    'Coinbase, 3,500 names to sign',
    () => {
      const names = filled('a ', 7_000).trim()
      const signature = `X-Hook0-Signature: t=1,h=${names},v1=${'0'.repeat(64)}`
      return requests(callback('coinbase', [signature, `a: ${'x'.repeat(7_000)}`]), 10)
    },
  ],
  ['Adyen, 1 MiB of items', () => requests(callback('adyen', [], LIST), 5)],
  ['Adyen, 1 MiB of "["', () => requests(callback('adyen', [], filled('[', MIB)), 5)],
  [
    'Paytm, 1 MiB of JSON',
    () => requests(callback('paytm', [], `{"body":[${filled('1,', MIB - 100)}1]}`), 5),
  ],
  [
    'Midtrans, 1 MiB of JSON',
    () => requests(callback('midtrans', [], `{"a":[${filled('1,', MIB - 100)}1]}`), 5),
  ],
  [
    '1 MiB, refused by its signature',
    () => {
      const signature = `Stripe-Signature: t=${Math.floor(Date.now() / 1000)},v1=${'a'.repeat(64)}`
      return requests(callback('stripe', [signature], filled('a', MIB)), 10)
    },
  ],
  ['small ones, refused', () => requests(callback('stripe', ['Stripe-Signature: t=1,v1=00']), 500)],
  [
    '1 MiB in pieces of a byte',
    () => {
      const head = `POST /callbacks/stripe HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: chunked\r\n\r\n`
      return requests(head + filled('1\r\na\r\n', 6 * MIB), 2)
    },
  ],

  ['connections that say nothing', () => held(3_000, '')],
  ['half a header', () => held(3_000, `POST /callbacks/stripe HTTP/1.1\r\n${HOST}\r\nX: `)],
  ['connections that are kept', () => held(3_000, request('GET /healthz', []))],
  [
    'bodies of 1 MiB but a byte',
    () => held(400, callback('stripe', [], filled('a', MIB)).subarray(0, -1)),
  ],
  [
    'pipelines that nobody reads',
    () => ({ connections: 60, opening: times(1_000, GET_WIDGET), reads: false }),
  ],
  [
    'answers that nobody reads',
    () => ({ connections: 300, opening: times(8, GET_WIDGET), reads: false }),
  ],

  ['sockets without a subscription', () => held(3_000, SOCKET)],
  [
    'sockets of a foreign page',
    () => held(3_000, [...UPGRADE, 'Origin: https://stranger.example', '', ''].join('\r\n')),
  ],
  ['pings', () => frames(times(100, frame(PING, '')), 100)],
  ['pongs', () => frames(times(1_000, frame(PONG, '')), 100)],
  [
    'subscriptions with a wrong token',
    ({ order }) =>
      frames(times(10, frame(TEXT, JSON.stringify(subscribe(order, 'wrong.wrong.wrong')))), 50),
  ],
  [
    'subscriptions with a token',
    ({ order, token }) =>
      frames(times(10, frame(TEXT, JSON.stringify(subscribe(order, token)))), 50),
  ],
  [
    'polls with wrong tokens',
    ({ order }) =>
      requests(polled(...Array<object>(100).fill(subscribe(order, 'wrong.wrong.wrong'))), 20),
  ],
  [
    'polls with a token',
    ({ order, token }) => requests(polled(...Array<object>(100).fill(subscribe(order, token))), 20),
  ],
])
