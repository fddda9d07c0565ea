/** SECURITY.md, "What the world may cost us": each number is the code's, and each test is there. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MAX_UNDER_WAY, OVER_LIMIT, PATIENCE } from './access/connections.ts'
import { LONGEST, PAUSE } from './access/published-keys.ts'
import { UNREAD } from './access/unread.ts'
import { MAX_POLL } from './app.ts'
import { FETCHES } from './callbacks/signing-keys.ts'
import { TIMEOUTS } from './commands/own-server.ts'
import { readConfig } from './config/read-config.ts'
import { MOST } from './demo/happenings.ts'
import { MOST_LINES } from './demo/lines.ts'
import { TOLD as TOLD_OF_AN_ANSWER } from './demo/wire.ts'
import { DEADLINE, MAX_BODY, MAX_PIECES, ROOM } from './http/bodies.ts'
import { FRAMES, MAX_IN_FRAME, MAX_ORDERS } from './pages/frames.ts'
import { IDLE, IDLE_AT_FIRST, STUCK } from './pages/liveness.ts'
import { MAX_WAITING } from './log-outlet.ts'
import { MAX_ANSWER } from './pages/poll-answer.ts'
import { MAX_REFUSED } from './pages/poll-tokens.ts'
import { MAX_FRAME, MAX_UNREAD } from './pages/socket.ts'
import { CLOSING } from './pages/sockets.ts'
import { AT_MOST } from './providers/conformance/refusals.ts'
import { SMALL_FORM } from './providers/paytm/checksum.ts'
import { MAX_VALUES } from './providers/reading/headers.ts'
import { SMALL } from './providers/reading/json.ts'
import { MAX_SIGNATURES } from './providers/verify.ts'
import { TOLD } from './telemetry/sampler.ts'
import { MINUTE } from './telemetry/telemetry.ts'
import { ENVIRONMENT } from './testing/relay.ts'

const ROOT = join(import.meta.dirname, '..')

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

const { config } = readConfig(ENVIRONMENT)

/** By how a row begins: its numbers. Sizes in bytes, times in ms. */
const NUMBERS: Readonly<Record<string, readonly (number | undefined)[]>> = {
  'Refusing the worst request': [AT_MOST],
  'The same of its headers': [AT_MOST],
  'Values of one name': [MAX_VALUES],
  'A body that is read': [SMALL.bytes, SMALL.most],
  Paytm: [SMALL_FORM.bytes, SMALL_FORM.most + 1],
  'Signatures tried': [MAX_SIGNATURES.hmac, MAX_SIGNATURES.certificate],
  'Time for headers': [TIMEOUTS.headersTimeout, TIMEOUTS.requestTimeout],
  'A WebSocket that': [CLOSING],
  'An answer that': [UNREAD],
  'Requests under way': [MAX_UNDER_WAY],
  'A body': [MAX_BODY],
  'Pieces of': [MAX_PIECES],
  'Time for a body': [DEADLINE],
  'All bodies': [ROOM],
  'Connections in all': [config?.maxConnections],
  'Connections of one address': [config?.maxPerAddress],
  'Connections beyond': [OVER_LIMIT.least, OVER_LIMIT.most],
  'One of those': [PATIENCE],
  'Lines of a kind': [TOLD, MINUTE],
  'Lines that nobody takes': [MAX_WAITING],
  'Certificates at once': [FETCHES.burst, 1_000 / FETCHES.rate],
  '`TOKEN_JWKS_URL`': [PAUSE],
  'Its keys': [LONGEST],
  'What is read of a request of a page': [MAX_BODY],
  'The console, likewise': [MAX_BODY],
  'Lines that somebody': [MOST_LINES],
  'What happened': [MOST],
  'Of an answer that is told': [TOLD_OF_AN_ANSWER],
  'A frame of': [MAX_FRAME],
  'Frames by socket': [FRAMES.burst, FRAMES.rate],
  'Frames by poll': [FRAMES.burst, FRAMES.rate],
  'Orders in a frame': [MAX_IN_FRAME],
  'Orders on a connection': [MAX_ORDERS],
  'What waits': [MAX_UNREAD],
  'That reader': [STUCK],
  'Nothing subscribed: at first': [IDLE_AT_FIRST],
  'Nothing subscribed: after': [IDLE],
  'What a poll says': [MAX_POLL],
  'What a poll is answered': [MAX_ANSWER],
  'Refused tokens': [MAX_REFUSED],
}

const UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 * 1024, s: 1_000 }

const numbersIn = (bound: string): number[] =>
  [...bound.replace(/`[^`]*`/g, '').matchAll(/(\d[\d,]*)(?: (KiB|MiB|s)\b)?/g)].map(
    ([, digits = '', unit = '']) => Number(digits.replace(/,/g, '')) * (UNITS[unit] ?? 1),
  )

const [, section = ''] = read('SECURITY.md').split('## What the world may cost us')

const ROWS = [
  ...section.matchAll(/^\| ([^|]+?) +\| ([^|]+?) +\| \[([^\]|]+)\]\(([^)]+)\) +\|$/gm),
].map(([, what = '', bound = '', title = '', file = '']) => ({ what, bound, title, file }))

/** The longest that fits. */
const keyOf = (what: string, keys: readonly string[]): string | undefined =>
  keys.filter((key) => what.startsWith(key)).toSorted((one, other) => other.length - one.length)[0]

it('shows two secrets as the settings take them', () => {
  const [, secrets = ''] = /^```sh\nTOKEN_SECRETS=(.*)\n```$/m.exec(read('SECURITY.md')) ?? []
  const { config, mistakes } = readConfig({ ...ENVIRONMENT, TOKEN_SECRETS: secrets })
  expect(mistakes).toBeUndefined()
  expect(config?.tokenSecrets).toHaveLength(2)
})

describe('what the world may cost us', () => {
  it.each(ROWS)('is kept by a test: $what', ({ title, file }) => {
    expect(read(file)).toContain(`'${title}'`)
  })

  it.each(ROWS)('is what the code says: $what', ({ what, bound, title }) => {
    const known = keyOf(what, Object.keys(NUMBERS))
    // Where no constant has it, its test says it.
    const numbers = (known && NUMBERS[known]) || numbersIn(title)
    expect(numbersIn(bound)).toEqual(bound.match(/\d/) ? numbers : [])
  })

  it('has a row for each number, and a test in each row', () => {
    const found = ROWS.map(({ what }) => keyOf(what, Object.keys(NUMBERS))).filter(Boolean)
    expect(found.toSorted()).toEqual(Object.keys(NUMBERS).toSorted())
    const lines = section.match(/^\| (?!\*\*|what |-)/gm) ?? []
    expect(lines).toHaveLength(ROWS.length)
  })
})
