/** STORE: where all is kept. */

import { isPublicName } from './public-name.ts'
import type { Config } from './config.ts'
import type { Settings } from './settings.ts'

type Store = Config['store']

const EXAMPLE = 'postgres://relay:password@db.internal:5432/shop'

/** In which our tables are, unless STORE says so. */
const SCHEMA = 'payment_status'

/** Postgres' own rules allow more, in quotes. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,40}$/

export function storeIn(read: Settings): Store {
  const text = read.text('STORE') ?? 'sqlite:payment-status.db'
  const isProduction = read.text('NODE_ENV') === 'production'
  if (text === 'memory:') return memory(read, isProduction)
  const path = /^sqlite:(.+)$/.exec(text)?.[1]
  if (path !== undefined) return file(read, path)
  if (/^postgres(ql)?:/.test(text)) return postgres(read, text)
  read.wrong(
    'STORE',
    'must be sqlite:<file>, postgres://… or memory:, such as sqlite:/var/lib/payment-status.db',
  )
  return { kind: 'memory' }
}

function memory(read: Settings, isProduction: boolean): Store {
  if (isProduction) {
    read.warn(
      'STORE',
      'is memory:, and NODE_ENV is production: every order and payment is forgotten when the relay stops. ' +
        'Set a file, such as sqlite:/var/lib/payment-status.db',
    )
  }
  return { kind: 'memory' }
}

function file(read: Settings, path: string): Store {
  if (!path.includes(':memory:')) return { kind: 'sqlite', path }
  read.wrong('STORE', 'names no file. To keep nothing on disk, it is memory: without sqlite')
  return { kind: 'memory' }
}

/** The password in it is nobody's to read: what is wrong with one is told without it. */
function postgres(read: Settings, text: string): Store {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const socket = url?.searchParams.get('host')
  const isRight = url && (url.hostname || socket) && /^\/[^/]+$/.test(url.pathname)
  if (!isRight) {
    read.wrong(
      'STORE',
      `must be postgres:// with a host and a database, such as ${EXAMPLE}; of a password, what is no letter or digit as %40`,
    )
    return { kind: 'memory' }
  }
  const schema = url.searchParams.get('schema') ?? SCHEMA
  if (!SCHEMA_NAME.test(schema)) {
    read.wrong(
      'STORE',
      `names a schema that is none of ours: small letters, digits and _ it must be, such as ?schema=${SCHEMA}`,
    )
  }
  const isEncrypted = ['sslmode', 'ssl'].some((name) => url.searchParams.has(name))
  if (!socket && !isEncrypted && isPublicName(url.hostname)) {
    read.warn(
      'STORE',
      'reaches Postgres by a public name, and nothing says that it is encrypted: its password and all else would travel readably. ' +
        'End it with ?sslmode=verify-full',
    )
  }
  return { kind: 'postgres', url: url.href, schema }
}
