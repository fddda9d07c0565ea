/** The bus that the settings name. Only what it needs is loaded: a relay alone needs nothing. */

import type { Config } from '../config/config.ts'
import { addressOf } from '../store/postgres/address.ts'
import { alone } from './alone.ts'
import type { Bus } from './bus.ts'

/** It connects by itself, now or later. */
export async function openBus({ fanOut }: Pick<Config, 'fanOut'>): Promise<Bus> {
  switch (fanOut?.kind) {
    case undefined:
      return alone
    case 'redis': {
      const { redisBus } = await import('./redis-bus.ts')
      return redisBus(fanOut.url, fanOut.channel)
    }
    case 'postgres': {
      const { postgresBus } = await import('./postgres-bus.ts')
      return postgresBus(addressOf(fanOut.url), fanOut.channel)
    }
  }
}
