/** The manual, README.md, the manifest and the types: what each says of the elements is what the sources have. */

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PropertyDeclaration } from 'lit'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  elementManifest,
  type Declaration,
  type Elements,
  type Named,
} from '../.ci/element-manifest.ts'
import { HEARTBEAT } from '../relay/pages/liveness.ts'
import { ACTION_TYPES } from '../relay/protocol.ts'
import { membersOf, named, rowsOf } from '../relay/testing/manual.ts'
import { PaymentStatusElement } from './payment-status.ts'
import { PaymentToastsElement } from './toasts/payment-toasts.ts'

const at = (file: string): string => join(import.meta.dirname, file)
const textOf = (file: string): string => readFileSync(at(file), 'utf8')

const README = textOf('README.md')

/** All that browsers load. */
const SOURCES = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((file) => !/\.test\.ts$|testing\.ts$/.test(file))
  .map((file) => textOf(file))
  .join('\n')

const sorted = (names: Iterable<string | undefined>): string[] =>
  [...new Set(names)].map(String).toSorted()

const namesOf = (those: readonly Named[] = []): string[] => sorted(those.map(({ name }) => name))

const ELEMENTS = {
  'payment-status': { element: PaymentStatusElement, tag: 'PaymentStatusTag' },
  'payment-toasts': { element: PaymentToastsElement, tag: 'PaymentToastsTag' },
} as const

let tags: Elements

beforeAll(() => {
  tags = elementManifest()
})

describe.each(Object.entries(ELEMENTS))('<%s>', (name, { element, tag }) => {
  const told = () => tags[name as keyof typeof ELEMENTS]
  const properties = Object.entries<PropertyDeclaration>(element.properties)
  const fields = () => told().members.filter(({ kind, readonly }) => kind === 'field' && !readonly)

  it('has the properties that the manifest and the types have', () => {
    const names = sorted(properties.map(([property]) => property))
    expect(namesOf(fields())).toEqual(names)
    const typed = [...membersOf(at('tags.ts'), tag), ...membersOf(at('tags.ts'), 'Sources')]
    expect(sorted(typed)).toEqual(names)
  })

  it('has the attributes that the manifest has', () => {
    const names = properties.flatMap(([property, { attribute }]) =>
      attribute === false ? [] : typeof attribute === 'string' ? attribute : property,
    )
    expect(namesOf(told().attributes)).toEqual(sorted(names))
    for (const { name, fieldName } of told().attributes) {
      expect(fields().find((field) => field.name === fieldName)?.attribute).toBe(name)
    }
  })

  it('begins with the defaults that the manifest has', () => {
    const fresh: Record<string, unknown> = Object(new element())
    const defaults = fields().map((field) => [field.name, field.default])
    const begins = fields().map(({ name }) => {
      const value = fresh[name]
      if (typeof value === 'string') return [name, `'${value}'`]
      return [name, value === undefined ? undefined : String(value)]
    })
    expect(defaults).toEqual(begins)
  })

  it('says of each thing what it is', () => {
    const { members, attributes, events, slots = [], cssParts, cssProperties = [] } = told()
    const all = [...members, ...attributes, ...events, ...slots, ...cssParts, ...cssProperties]
    expect(all.filter(({ description }) => !description)).toEqual([])
    expect([...fields(), ...attributes, ...events].filter(({ type }) => !type?.text)).toEqual([])
  })

  it('tells events of the types that the page is told of', () => {
    const source = textOf('events.ts')
    for (const { name, type } of told().events) {
      expect(source).toContain(`'${name}': ${type?.text}\n`)
    }
  })
})

const both = (list: (told: Declaration) => readonly Named[] | undefined): string[] =>
  namesOf(Object.values(tags).flatMap((told) => list(told) ?? []))

describe('the manifest has each', () => {
  it('event', () => {
    const names = sorted(membersOf(at('events.ts'), 'PaymentEventMap'))
    expect(both(({ events }) => events)).toEqual(names)
  })

  it('part that is drawn', () => {
    const parts = both(({ cssParts }) => cssParts)
    const drawn = [...SOURCES.matchAll(/\bpart="([a-z]+)"/g)].map(([, part]) => part)
    expect(drawn.filter((part) => !parts.includes(String(part)))).toEqual([])
    // Where it is not always there, it stands in quotes of the script's.
    for (const part of parts) expect(SOURCES).toMatch(new RegExp(`part="${part}"|'${part}'`))
  })

  it('custom property that is read', () => {
    const read = [...SOURCES.matchAll(/var\(\s*(--payment-status-[a-z-]+)/g)].map(
      ([, name]) => name,
    )
    expect(both(({ cssProperties }) => cssProperties)).toEqual(sorted(read))
  })

  it('look', () => {
    const { type } = tags['payment-status'].members.find(({ name }) => name === 'variant') ?? {}
    const looks = named(rowsOf(README, 'Looks', '`variant`'))
    expect(type?.text.split(' | ')).toEqual(looks.map((look) => `'${look}'`))
    const loaded = globSync('views/*.styles.ts', { cwd: import.meta.dirname })
    expect(sorted(looks)).toEqual(
      sorted(['card', ...loaded.map((file) => /(\w+)\.styles/.exec(file)?.[1])]),
    )
  })
})

describe('the manual has each', () => {
  it('code of a payment-error', () => {
    const ours = SOURCES.split('\n')
      .filter((line) => /\b(fail|failLater|refuseToSay|complain)\(|const code =/.test(line))
      .flatMap((line) => [...line.matchAll(/'([a-z]+_[a-z_]*[a-z])'/g)].map(([, code]) => code))
    // What the relay says; these two the client deals with itself.
    const relays = membersOf(at('../relay/protocol.ts'), 'ErrorCode').filter(
      (code) => !['poll_instead', 'unknown_type'].includes(code),
    )
    expect(sorted(named(rowsOf(README, 'What you must mend', 'code')))).toEqual(
      sorted([...ours, ...relays]),
    )
  })

  it('action of the shopper’s', () => {
    const rows = rowsOf(README, 'What the shopper can do', '`action.type`')
    expect(named(rows)).toEqual([...ACTION_TYPES])
  })

  it('option, member and event of the client', () => {
    const file = at('client/following.ts')
    const SECTION = 'Without the element'
    const options = [...membersOf(file, 'Options'), 'order', 'customer']
    expect(sorted(named(rowsOf(README, SECTION, 'option')))).toEqual(sorted(options))
    const members = named(rowsOf(README, SECTION, 'member')).map((name) => name.replace('()', ''))
    expect(sorted(members)).toEqual(sorted(membersOf(file, 'Following')))
    expect(named(rowsOf(README, SECTION, 'event'))).toEqual(membersOf(file, 'FollowEvents'))
  })

  it.each<[sentence: string, ms: number, file: string, constant: string]>([
    ['after the first failed attempt, or 2.5 s', 2_500, 'channel', 'PATIENCE'],
    ['tries again within 2.5 s', 2_500, 'backoff', 'FIRST'],
    ['up to every 30 s', 30_000, 'backoff', 'LONGEST'],
    ['a socket is tried every five minutes', 300_000, 'channel', 'RARELY'],
    ['Hidden for a minute', 60_000, 'lifecycle', 'REST'],
    ['No heartbeat for 30 s', 30_000 / HEARTBEAT, 'socket', 'SILENCE'],
    ['given up after 5 s', 5_000, 'socket', 'PING_TIMEOUT'],
    ['is renewed a minute before it runs out', 60_000, 'follower', 'AHEAD'],
    ['for 10 s nothing was heard', 10_000, 'silence', 'MISSED'],
  ])('moment of the connection, such as "%s"', (sentence, ms, file, constant) => {
    expect(README).toContain(sentence)
    const source = textOf(`client/${file}.ts`).replaceAll('_', '')
    const [, value] =
      new RegExp(`const ${constant.replaceAll('_', '')} = ([\\d.]+)`).exec(source) ?? []
    expect(Number(value)).toBe(ms)
  })
})
