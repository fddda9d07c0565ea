/** The manuals, README.md and HTTP.md: their tables have all that there is, and nothing that is not. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { NewNotification } from './api/notifications.ts'
import { registration } from './api/registration.ts'
import { TokenWanted } from './api/token-requests.ts'
import { wordByHand } from './api/word-by-hand.ts'
import { COMMANDS } from './commands/commands.ts'
import type { Environment } from './config/config.ts'
import { PROVIDER_SETTINGS } from './config/provider-settings.ts'
import { readConfig } from './config/read-config.ts'
import { SOCKETS } from './http/paths.ts'
import { PROBLEMS } from './http/problem.ts'
import { createRelay } from './index.ts'
import { KEPT_CODES } from './ledger/intake.ts'
import { ACTION_TYPES, REASON_CODES, STATUSES } from './protocol.ts'
import { memoryStore } from './store/memory.ts'
import {
  membersOf as membersOfFile,
  named,
  quoted,
  rowsOf as rowsOfManual,
  sectionsOf,
} from './testing/manual.ts'
import { ENVIRONMENT } from './testing/relay.ts'

const textOf = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8')

const README = textOf('README.md')
const HTTP = textOf('HTTP.md')

const rowsOf = (section: string, column: string) => rowsOfManual(README, section, column)

/** Of HTTP.md. */
const rowsOfHttp = (section: string, column: string) => rowsOfManual(HTTP, section, column)

const membersOf = (file: string, type: string) =>
  membersOfFile(join(import.meta.dirname, file), type)

const sorted = (names: Iterable<string>): string[] => [...names].sort()

const fieldsOf = ({
  pipe: [{ entries }],
}: {
  pipe: readonly [{ entries: object }, ...unknown[]]
}) => sorted(Object.keys(entries))

describe('the manual has each', () => {
  it('command, with its options', () => {
    const rows = rowsOf('Commands', 'command').map(([cell]) => quoted(cell).join(' '))
    const first = rows.map((row) => row.split(' ')[0] ?? '')
    expect([...new Set(first)]).toEqual([...COMMANDS.keys(), 'help'])
    for (const { name, options } of COMMANDS.values()) {
      const told = rows.filter((row) => row.split(' ')[0] === name).join(' ')
      const names = [...told.matchAll(/--([\w-]+)/g)].map(([, option = '']) => option)
      expect(sorted(new Set(names))).toEqual(sorted(Object.keys(options)))
    }
  })

  it('setting', () => {
    // Whatever the relay looks for in its environment. NODE_ENV is everybody's.
    const read = new Set<string>()
    const env: Environment = new Proxy<Record<string, string>>(
      {},
      { get: (_, name) => void read.add(String(name)) },
    )
    readConfig(env)
    read.delete('NODE_ENV')
    const [some = ''] = /[A-Z]+$/.exec(PROVIDER_SETTINGS[0] ?? '') ?? []
    const ofProviders = PROVIDER_SETTINGS.filter((name) => name.split('_').includes(some)).map(
      (name) => name.replace(some, '<PROVIDER>'),
    )
    expect(sorted(named(rowsOf('Settings', 'name')))).toEqual(sorted([...read, ...ofProviders]))
  })

  it('route', async () => {
    const { config } = readConfig({ ...ENVIRONMENT, METRICS_TOKEN: 'metrics-0123456789abcdef' })
    if (!config) throw new Error('The settings do not fit.')
    const relay = createRelay({ config, store: memoryStore(), assets: new Map() })
    onTestFinished(() => relay.close())
    const routes = relay.app.routes
      // Whatever calls the next one is none itself.
      .filter(({ handler }) => handler.length < 2)
      .map(({ method, path }) => `${method} ${path.replace(/\{.*?\}/g, '')}`)
      // Of providers that call by PUT.
      .filter((route) => !route.startsWith('PUT /callbacks'))

    const told = rowsOfHttp('Requests', 'who').flatMap(([, cell]) => {
      let method = ''
      return quoted(cell).map((name) => {
        const [path = '', verb] = name.split(' ').reverse()
        method = verb ?? method
        return `${method} ${path}`.trim()
      })
    })
    expect(sorted(told)).toEqual(sorted([...routes, SOCKETS]))
  })

  it.each([
    ['of an order', 'Registering an order', registration()],
    ['of your word', 'Your word on a payment', wordByHand()],
    ['of a token', 'Tokens', TokenWanted],
    ['of a notification', 'Notifications', NewNotification],
  ] as const)('field %s', (_, section, schema) => {
    expect(sorted(named(rowsOfHttp(section, 'field')))).toEqual(fieldsOf(schema))
  })

  it('action of the shopper’s', () => {
    const row = rowsOfHttp('Your word on a payment', 'field').find(([cell]) => cell === '`action`')
    expect(quoted(row?.[2]).slice(0, ACTION_TYPES.length)).toEqual([...ACTION_TYPES])
  })

  it('field of the snapshot', () => {
    expect(named(rowsOfHttp('The snapshot', 'field'))).toEqual(membersOf('protocol.ts', 'Snapshot'))
  })

  it('field that the shop’s server sees besides', () => {
    const text = sectionsOf(HTTP).find((each) => each.startsWith('What your server')) ?? ''
    const [, besides = ''] = /Your server sees besides: ([^]*?)\. `trust`/.exec(text) ?? []
    const names = quoted(besides.replace(/`\{[^]*?\}`/g, '')).map((name) => name.split('.')[0])
    expect(names).toEqual(membersOf('order/view.ts', 'OrderView'))
    const [, payment = ''] = /`\{([^]*?)\}`/.exec(besides) ?? []
    const [, members = ''] = /payments: \{([^]*?)\n {2}\}\[\]/.exec(textOf('order/view.ts')) ?? []
    expect(payment.split(',').map((name) => name.trim())).toEqual(
      [...members.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name),
    )
  })

  it('status, in the order of a payment’s life', () => {
    expect(named(rowsOfHttp('Statuses', 'status'))).toEqual([...STATUSES])
  })

  it('reason', () => {
    expect(named(rowsOfHttp('Reasons', 'reason'))).toEqual([...REASON_CODES])
  })

  it('problem, with its status', () => {
    const told = rowsOfHttp('Errors', 'code').flatMap(([codes, status = '']) => {
      const statuses = status.split(', ')
      return quoted(codes).map((code, at) => `${code} ${statuses[at] ?? statuses[0]}`)
    })
    const ours = Object.entries(PROBLEMS).map(([code, [status]]) => `${code} ${status}`)
    expect(sorted(told)).toEqual(sorted(ours))
  })

  it('code of what led to nothing', () => {
    expect(sorted(named(rowsOf('What led to nothing', 'code')))).toEqual(
      sorted(Object.values(KEPT_CODES).flat()),
    )
  })

  it('method of a relay in a server of one’s own', () => {
    const told = named(rowsOf('In a Node server of your own', 'method'))
    expect(sorted(told.map((call) => call.split('(')[0] ?? ''))).toEqual(
      sorted([...membersOf('api/methods.ts', 'Methods'), 'drain', 'close']),
    )
  })
})
