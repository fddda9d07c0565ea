import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

/** What is written of an error. */
function told(error: unknown) {
  const lines: string[] = []
  const log = createLog('info', false, { write: (line) => void lines.push(line) })
  log.error({ err: error }, 'it failed')
  return { text: lines.join(''), ...JSON.parse(lines[0] ?? '{}') }
}

describe('a line', () => {
  it('has its level as a word, a time that people read, and no process or host', () => {
    const { level, time, msg, pid, hostname } = told(new Error('disk full'))
    expect({ level, msg, pid, hostname }).toEqual({ level: 'error', msg: 'it failed' })
    expect(new Date(time).toISOString()).toBe(time)
  })

  it('hides what goes by the name of a secret', () => {
    const lines: string[] = []
    const log = createLog('info', false, { write: (line) => void lines.push(line) })
    log.info(
      { token: 'hunter2', about: { secret: 'hunter2', of: 'it' }, authorization: 'hunter2' },
      'hm',
    )
    expect(lines.join()).not.toContain('hunter2')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      token: '[hidden]',
      about: { secret: '[hidden]', of: 'it' },
    })
  })
})

describe('an error in the log', () => {
  it('says what it is, where it was made, and why', () => {
    const { err } = told(new TypeError('no such thing', { cause: new Error('database is locked') }))
    expect(err).toMatchObject({
      type: 'TypeError',
      message: 'no such thing',
      stack: expect.stringContaining('log.test.ts'),
      cause: { message: 'database is locked' },
    })
  })

  it.each([
    ['a body that is no JSON', () => JSON.parse('hunter2 is what I am')],
    ['an address', () => new URL('/x', 'not hunter2')],
    ['an address', () => fail('fetch of https://user:hunter2@shop.example/hunter2?key=hunter2')],
    ['a value', () => fail('must be an e-mail, not "hunter2')],
    ['a mail address', () => fail('nobody is called hunter2@shop.example here')],
    ['a number of a phone', () => fail('no such subscriber: 254712345678')],
    ['a token', () => fail('bad token eyJhbGciOiJIUzI1NiJ9-hunter2')],
    ['a field of its own', () => fail('it failed', { body: 'hunter2', config: { k: 'hunter2' } })],
    ['its cause', () => fail('it failed', { cause: new Error("no row 'hunter2'") })],
  ])('quotes nothing: %s', (_, act) => {
    let thrown: unknown
    try {
      act()
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(Error)
    expect(told(thrown).text).not.toMatch(/hunter2|254712345678/)
  })

  it('that is none at all is told by its kind', () => {
    expect(told('hunter2').text).not.toContain('hunter2')
  })
})

function fail(message: string, more: object = {}): never {
  throw Object.assign(new Error(message), more)
}
