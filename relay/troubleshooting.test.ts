/** "When something is wrong", in README.md: whoever looks for a line of the log, or a code, finds it as it is written. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROBLEMS } from './http/problem.ts'
import { KEPT_CODES, KEPT_STATES } from './ledger/intake.ts'
import { lineOf, VERDICTS } from './telemetry/lines.ts'
import type { AskOutcome, Happening } from './telemetry/happening.ts'
import { membersOf, named, quoted, rowsOf } from './testing/manual.ts'

const textOf = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8')

const README = textOf('README.md')

const address = '192.0.2.1'
const page = { connection: 'a', order: 'A-1', version: 1 }
const delivery = { lane: 'webhook', to: 'shop.example.com', why: '500' }
const provider = 'stripe'

const asked = (outcome: AskOutcome, why?: string): Happening => ({
  ...{ type: 'asked', provider, order: 'A-1', outcome, by: 'schedule', exchanges: [] },
  ...(why !== undefined && { why }),
  ...{ ms: 1, late: 0 },
})

/** One of each kind that the manual may name. */
const HAPPENINGS: readonly Happening[] = [
  ...(Object.keys(VERDICTS) as (keyof typeof VERDICTS)[]).map((why): Happening => ({
    type: 'callback_refused',
    provider,
    why,
    address,
  })),
  ...KEPT_STATES.flatMap((state) =>
    KEPT_CODES[state].map((code): Happening => ({
      type: 'callback_kept',
      provider,
      state,
      code,
      callback: '1',
    })),
  ),
  ...(['applied', 'repeated', 'silent'] as const).map((outcome): Happening => ({
    ...{ type: 'callback_accepted', provider, outcome, events: 1, orders: [], ms: 1 },
  })),
  ...(['token_invalid', 'token_expired', 'forbidden'] as const).map((code): Happening => ({
    type: 'subscription_refused',
    connection: 'a',
    code,
  })),
  { type: 'provider_off', provider },
  { type: 'provider_unknown', address },
  { type: 'callback_not_stored', provider, lacks: 'store', err: undefined },
  { type: 'order_changed', order: 'A-1', from: null, to: 'pending', version: 1, by: 'merchant' },
  { type: 'origin_refused', origin: 'https://shop.example.com', over: 'poll', address },
  { type: 'token_refused', fault: 'signature' },
  { type: 'request_refused', code: 'unauthorized', address, setting: 'API_KEYS' },
  { type: 'connected', connection: 'a' },
  { type: 'closed', connection: 'a', code: 1006, by: 'page' },
  { type: 'told', order: 'A-1', version: 1, pages: 1 },
  { type: 'acknowledged', ...page },
  { type: 'not_delivered', ...delivery, next: '' },
  { type: 'given_up', ...delivery },
  { type: 'proxy_not_trusted', address },
  { type: 'limit_reached', limit: 'all', address },
  ...(['answered', 'unread', 'other_payment'] as const).map((outcome) => asked(outcome)),
  ...['credentials', 'permission', 'request'].map((why) => asked('refused', why)),
  { type: 'callback_unverified', provider, order: 'A-1', outcome: 'absent' },
  { type: 'provider_unreachable', provider, why: '502' },
  { type: 'asks_all_absent', provider, asks: 20 },
  { type: 'not_caught_up', provider, events: 0, changed: 0, why: 'too_long' },
  { type: 'history_lost', order: 'A-1', epoch: 'a' },
  { type: 'stopped' },
]

const MESSAGES = HAPPENINGS.map((happening) => lineOf(happening).message)

const CODES = new Set([
  ...Object.keys(PROBLEMS),
  ...membersOf(join(import.meta.dirname, 'protocol.ts'), 'ErrorCode'),
  ...Object.values(KEPT_CODES).flat(),
  ...named(rowsOf(textOf('../widget/README.md'), 'What you must mend', 'code')),
])

/** Of lines of the log, and of snapshots. */
const FIELDS = new Set(['order', 'provider', 'by', 'code', 'outcome', 'why', 'safeToRetry'])

const SETTINGS = new Set(named(rowsOf(README, 'Settings', 'name')))

describe.each([
  'A page',
  'A callback',
  'A provider that is asked',
  'An order',
  'Your server',
  'The process',
])('%s', (part) => {
  const rows = rowsOf(README, part, 'what you see')

  it('names lines and codes that there are', () => {
    const isSaid = (text: string) => MESSAGES.some((each) => each.startsWith(text))
    const isThere = (text: string) =>
      CODES.has(text) || FIELDS.has(text) || isSaid(text.replace(/ ?…$/, ''))
    const said = rows.flatMap(([, cell]) => quoted(cell))
    expect(said.filter((text) => !isThere(text))).toEqual([])
  })

  it('names settings that there are', () => {
    const told = rows.flatMap((row) => row.flatMap(quoted))
    const settings = told.filter((text) => /^[A-Z]+_[A-Z_<>]+$/.test(text))
    expect(settings.filter((name) => !SETTINGS.has(name))).toEqual([])
  })
})
