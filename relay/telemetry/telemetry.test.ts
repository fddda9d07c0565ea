import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { Happening } from './happening.ts'
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
