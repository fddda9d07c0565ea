/** The relay, as `serve` starts it. */

import { createServer } from 'node:http'
import { join } from 'node:path'
import { readConfig } from '../../relay/config/read-config.ts'
import { createRelay } from '../../relay/relay.ts'
import { sqliteStore } from '../../relay/store/sqlite.ts'
import { API_KEY, STRIPE_SECRET } from '../secrets.ts'
import { stand } from './stand.ts'

const [folder = ''] = process.argv.slice(2)
const { config, mistakes } = readConfig({
  HOST: '127.0.0.1',
  API_KEYS: API_KEY,
  TOKEN_SECRETS: 'a-token-secret-of-no-less-than-32-bytes',
  CALLBACK_SECRET_STRIPE: STRIPE_SECRET,
})
if (mistakes) throw new Error(JSON.stringify(mistakes))

const server = createServer()
createRelay({ config, store: sqliteStore(join(folder, 'orders.db')) }).attach(server)
await stand(server)
