/** The parts of relay/PROTOCOL.md that are made: of relay/protocol.ts, and of the limits that the relay keeps. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MAX_POLL } from '../relay/app.ts'
import { MAX_THEIRS } from '../relay/pages/answers.ts'
import { CLOSE_REASONS } from '../relay/pages/closing.ts'
import {
  errorFrame,
  FRAMES,
  MAX_CUSTOMERS,
  MAX_IN_FRAME,
  MAX_ORDERS,
} from '../relay/pages/frames.ts'
import { MAX_WAIT } from '../relay/pages/holds.ts'
import { HEARTBEAT, IDLE, IDLE_AT_FIRST, STUCK } from '../relay/pages/liveness.ts'
import { MAX_ANSWER } from '../relay/pages/poll-answer.ts'
import { MAX_IN_POLL } from '../relay/pages/poll.ts'
import { MAX_REFUSED } from '../relay/pages/poll-tokens.ts'
import { MAX_FRAME, MAX_UNREAD } from '../relay/pages/socket.ts'
import { CLOSING } from '../relay/pages/sockets.ts'
import * as protocol from '../relay/protocol.ts'
import { Declarations, type Member } from './declarations.ts'
import { code, table } from './markdown.ts'

const source = new Declarations(
  readFileSync(join(import.meta.dirname, '../relay/protocol.ts'), 'utf8'),
)

/** The lists of the words that a type may be, in place of how TypeScript comes by them. */
const WORDS: Readonly<Record<string, string>> = {
  '(typeof ACTION_TYPES)[number]': protocol.ACTION_TYPES.join(' | '),
  '(typeof OUTCOMES)[number]': protocol.OUTCOMES.join(' | '),
  PaymentStatus: 'a status',
  '{ code: ReasonCode }': '{ code: a reason }',
  ErrorCode: 'a code',
  Flow: 'payment | escrow',
}

const typeOf = ({ type }: Member): string =>
  code(
    (WORDS[type] ?? type)
      .replaceAll(/Record<string, (\w+)>/g, '{ [id]: $1 }')
      .replace('PaymentStatus', 'a status')
      .replace(' | undefined', '')
      .replaceAll("'", '"'),
  )

const fieldsTable = (members: readonly Member[]): string =>
  table(
    ['field', 'type', ''],
    members.map((each) => [
      code(each.name) + (each.isOptional ? '?' : ''),
      typeOf(each),
      each.says,
    ]),
  )

/** `type` is what the frame is called. Of two that are called the same, what it names first tells them apart. */
function frames(union: string): string {
  const all = source.variants(union)
  return all
    .flatMap(({ type, members, says }) => {
      const isAlone = all.filter((each) => each.type === type).length === 1
      const heading = isAlone ? code(type) : `${code(type)} with ${code(members[0]?.name ?? '')}`
      return [`#### ${heading}`, says, ...(members.length > 0 ? [fieldsTable(members)] : [])]
    })
    .join('\n\n')
}

const shape = (name: string): string =>
  `#### ${name}\n\n${source.says(name)}\n\n${fieldsTable(source.members(name))}`

/** By close code, the constant that has it: its docstring says what a client does. */
const CONSTANTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(protocol).flatMap(([name, value]) =>
    typeof value === 'number' ? [[value, name]] : [],
  ),
)

const closeCodes = (): string =>
  table(
    ['code', 'the reason that it comes with', 'what a client does'],
    Object.entries(CLOSE_REASONS).map(([number, reason]) => {
      const constant = CONSTANTS[number]
      return [
        number,
        reason,
        constant ? source.says(constant) : 'Comes back. It is a fault of its own.',
      ]
    }),
  )

const errorCodes = (): string =>
  table(
    ['code', 'the message, where nothing better is known', 'what a client does'],
    source
      .words('ErrorCode')
      .map(({ word, says }) => [
        code(word),
        errorFrame(word as protocol.ErrorCode).message.replaceAll('<', '\\<'),
        says,
      ]),
  )

const kib = (bytes: number): string => `${bytes / 1024} KiB`
const seconds = (ms: number): string => `${ms / 1000} s`

const limits = (): string =>
  table(
    ['what', 'at most', 'else'],
    [
      ['a frame of the page’s', kib(MAX_FRAME), 'closed with 1009'],
      [
        'frames, WebSocket pings and pongs among them',
        `${FRAMES.burst} at once, ${FRAMES.rate} a second after that`,
        'closed with 4429. After the first, a frame by which the page follows more than ever is not counted; 64 KiB of an answer count as one more',
      ],
      ['orders in one frame', String(MAX_IN_FRAME), '`too_many_subscriptions` about the rest'],
      ['orders by name on one connection', String(MAX_ORDERS), '`too_many_subscriptions`'],
      ['customers on one connection', String(MAX_CUSTOMERS), '`too_many_subscriptions`'],
      [
        'a customer’s orders, and notifications, in the answer to `subscribe`',
        `${MAX_THEIRS} of each`,
        'the newest: see `more` and `dropped`',
      ],
      [
        'time without anything that is followed',
        `${seconds(IDLE_AT_FIRST)} at first, ${seconds(IDLE)} later`,
        'closed with 4408',
      ],
      [
        'time without a sign of life (a pong is one)',
        `${seconds(HEARTBEAT)}, from one heartbeat to the next`,
        'broken off',
      ],
      [
        'what waits for a page that does not read',
        `${kib(MAX_UNREAD)}, for ${seconds(STUCK)}`,
        'broken off. Until then only the newest of each order is kept for it',
      ],
      ['time to answer the closing handshake', seconds(CLOSING), 'broken off'],
      ['a poll’s body', kib(MAX_POLL), '413 `too_large`'],
      ['frames in one poll', String(MAX_IN_POLL), '400 `invalid_request`'],
      [
        'frames in polls with one token',
        `${FRAMES.burst} at once, ${FRAMES.rate} a second after that`,
        '429 `too_fast`, with `Retry-After`',
      ],
      ['how long a poll is held', `${MAX_WAIT} s`, 'answered after that, with whatever there is'],
      ['a poll’s answer', kib(MAX_ANSWER), 'the rest is told to the next poll, which is at once'],
      [
        'tokens of one poll that are refused',
        String(MAX_REFUSED),
        '`too_many_subscriptions` about what comes with others: ask again without the refused ones',
      ],
    ],
  )

export const wireParts = (): Record<string, string> => ({
  'page frames': frames('PageFrame'),
  'relay frames': frames('RelayFrame'),
  shapes: ['Snapshot', 'Action', 'Known', 'UpToDate', 'Notification', 'Checked']
    .map(shape)
    .join('\n\n'),
  words: table(
    ['word', 'one of'],
    [
      ['status', protocol.STATUSES.map(code).join(' ')],
      ['reason', protocol.REASON_CODES.map(code).join(' ')],
    ],
  ),
  errors: errorCodes(),
  closes: closeCodes(),
  limits: limits(),
})
