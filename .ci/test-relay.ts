/**
 * A relay for the browser tests, elsewhere than their pages as in a shop, and the shop's server in front
 * of it: `/shop` tells where the relay is, `/shop/…` says things to it that only a merchant may.
 */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestRunnerConfig } from '@web/test-runner'
import { readConfig } from '../relay/config/read-config.ts'
import { createRelay } from '../relay/relay.ts'
import { memoryStore } from '../relay/store/memory.ts'

const API_KEY = 'the-shop-s-server-has-this'

export async function shop(): Promise<NonNullable<TestRunnerConfig['middleware']>[number]> {
  const read = readConfig({
    HOST: '127.0.0.1',
    STORE: 'memory:',
    API_KEYS: API_KEY,
    TOKEN_SECRETS: 'a secret that signs the tokens of the tests',
    ALLOWED_ORIGINS: '*',
    LOG_LEVEL: 'silent',
  })
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  const relay = createRelay({ config: read.config, store: memoryStore(), assets: new Map() })
  const server = createServer(relay.handle)
  server.on('upgrade', relay.upgrade)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0

  return async (context, next) => {
    if (context.path === '/shop') {
      context.body = { relay: `http://127.0.0.1:${port}/` }
    } else if (context.path.startsWith('/shop/')) {
      const response = await relay.app.request(context.path.slice('/shop'.length), {
        method: context.method,
        headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
        body: await text(context.req),
      })
      context.status = response.status
      context.body = await response.json()
    } else {
      await next()
    }
  }
}
