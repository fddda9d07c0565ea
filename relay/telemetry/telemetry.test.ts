import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { AskOutcome, Happening } from './happening.ts'
import { telemetry } from './telemetry.ts'

/** A log, and the lines that were written to it. */
function listened() {
  const lines: Record<string, unknown>[] = []
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })
  return { lines, ...telemetry(log) }
}

const refused = (provider: string): Happening => ({
  type: 'callback_refused',
  provider,
  why: 'mismatch',
  address: '203.0.113.7',
})

it('fails at nothing, though nothing can be written', () => {
  const { tell, stop } = telemetry(
    pino(
      {},
      {
        write() {
          throw new Error('the disk is full')
        },
      },
    ),
  )
  for (let each = 0; each < 20; each++) expect(() => tell(refused('stripe'))).not.toThrow()
  expect(stop).not.toThrow()
})

describe('what strangers cause', () => {
  it('is told ten times, and then counted, kind by kind', () => {
    const { lines, tell, stop } = listened()
    for (let each = 0; each < 1_000; each++) tell(refused('stripe'))
    tell(refused('adyen'))
    expect(lines).toHaveLength(11)
    expect(lines[0]).toMatchObject({
      provider: 'stripe',
      verdict: 'mismatch',
      address: '203.0.113.7',
    })
    expect(lines[10]).toMatchObject({ provider: 'adyen' })

    stop()
    expect(lines.slice(11)).toMatchObject([
      { kind: 'callback_refused stripe mismatch', untold: 990 },
    ])
  })
})

describe('a provider that is asked', () => {
  const asked = (outcome: AskOutcome, why?: string): Happening => ({
    ...{ type: 'asked', provider: 'mtn-momo', order: 'A-1', outcome, by: 'schedule' },
    exchanges: [{ name: 'status', outcome, status: 401, ms: 31 }],
    ...(why !== undefined && { why }),
    ...{ ms: 41.26, late: 0.4 },
  })

  it.each([
    ['credentials', 'provider asked: it REFUSES OUR CREDENTIALS.'],
    ['permission', 'provider asked: our credentials may not read what it was asked about'],
    ['request', 'provider asked: it does not take the question'],
  ])('and refuses: the log says which setting to look at (%s)', (why, message) => {
    const { lines, tell } = listened()
    tell(asked('refused', why))
    expect(lines).toMatchObject([
      {
        ...{ level: 40, msg: expect.stringContaining(message), provider: 'mtn-momo', order: 'A-1' },
        ...{ setting: 'ASK_MTN_MOMO', why, ms: 41, late: 0 },
        exchanges: [{ name: 'status', outcome: 'refused', status: 401, ms: 31 }],
      },
    ])
  })

  it('fills no log while it refuses, or answers what nobody understands', () => {
    const { lines, tell, stop } = listened()
    for (let each = 0; each < 1_000; each++) {
      tell(asked('refused', 'credentials'))
      tell(asked('unread', 'It is no JSON.'))
    }
    stop()
    expect(lines).toHaveLength(2 * 10 + 2)
    expect(lines.slice(20)).toMatchObject([
      { kind: 'asked mtn-momo refused', untold: 990 },
      { kind: 'asked mtn-momo unread', untold: 990 },
    ])
  })

  it('is no matter of the log’s while it answers, knows nothing, is away or waits', () => {
    const { lines, tell } = listened()
    for (const outcome of ['answered', 'absent', 'later', 'unreachable', 'cannot'] as const) {
      tell(asked(outcome))
    }
    expect(lines).toEqual([])
  })

  it('and has known none of twenty payments: the log says which setting to look at', () => {
    const { lines, tell } = listened()
    tell({ type: 'asks_all_absent', provider: 'mtn-momo', asks: 20 })
    expect(lines).toMatchObject([{ level: 40, msg: expect.stringContaining('ASK_MTN_MOMO') }])
  })
})
