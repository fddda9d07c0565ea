/** FANOUT and POSTGRES_LISTEN_URL: how the nodes of one store tell each other what has changed. */

import { createHash } from 'node:crypto'
import type { Config } from './config.ts'
import type { Settings } from './settings.ts'

const EXAMPLE = 'redis://redis.internal:6379'
const LISTEN_EXAMPLE = 'postgres://user:password@db.internal:5432/shop'

const POSTGRES = /^postgres(ql)?:$/

/** The password in a URL is nobody's to read: what is wrong with one is told without it. */
export function fanOutIn(read: Settings, store: Config['store']): Config['fanOut'] {
  const redis = redisIn(read)
  const listen = listenIn(read)
  if (store.kind !== 'postgres') {
    for (const name of ['FANOUT', 'POSTGRES_LISTEN_URL']) {
      if (read.text(name) === undefined) continue
      read.warn(
        name,
        'has no effect: the store is one process’s alone, and there is nobody to tell. It is for STORE=postgres://…',
      )
    }
    return undefined
  }
  const { schema } = store
  if (!redis) {
    return { kind: 'postgres', url: listen?.href ?? store.url, channel: `${schema}_nodes` }
  }
  if (listen) read.warn('POSTGRES_LISTEN_URL', 'has no effect: with FANOUT, nodes hear by Redis')
  const channel = redis.searchParams.get('channel') ?? channelOf(new URL(store.url), schema)
  redis.search = ''
  return { kind: 'redis', url: redis.href, channel }
}

function redisIn(read: Settings): URL | undefined {
  const text = read.text('FANOUT')
  if (text === undefined) return undefined
  const url = urlOf(text)
  const isRight =
    url && /^rediss?:$/.test(url.protocol) && url.hostname && /^(\/\d*)?$/.test(url.pathname)
  if (isRight) return url
  read.wrong(
    'FANOUT',
    `must be redis:// or rediss:// (with TLS), a host, and nothing behind it but the number of a database, such as ${EXAMPLE}. ` +
      'Without it, nodes tell each other by the store’s own means',
  )
  return undefined
}

function listenIn(read: Settings): URL | undefined {
  const text = read.text('POSTGRES_LISTEN_URL')
  if (text === undefined) return undefined
  const url = urlOf(text)
  if (url && POSTGRES.test(url.protocol)) return url
  read.wrong(
    'POSTGRES_LISTEN_URL',
    `must be postgres://…: the same database as STORE, past the pooler, such as ${LISTEN_EXAMPLE}`,
  )
  return undefined
}

const urlOf = (text = ''): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined)

/**
 * Of each store its own, so that shops may share a Redis: by where the store is, and not by who may use it. Nodes that
 * know one store by different addresses name a channel.
 */
function channelOf({ host, pathname, searchParams }: URL, schema: string): string {
  const place = [host, pathname, searchParams.get('host'), schema]
  const digest = createHash('sha256').update(JSON.stringify(place)).digest('hex')
  return `payment-status:${digest.slice(0, 16)}`
}
