/** The asking of providers, put together. */

import type { AskConfig, Config } from '../config/config.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Planner } from '../ledger/asks.ts'
import { askables, type Pace } from './askable.ts'
import { asker, type Asker, type AskerParts } from './asker.ts'
import { Client } from './client.ts'
import { Health } from './health.ts'
import { Inquirer } from './inquiry.ts'
import { missed } from './missed.ts'
import { planOpenOrders } from './open-orders.ts'
import { planner } from './planner.ts'
import { presence } from './presence.ts'
import { transport, type Transport } from './transport.ts'
import type { Store } from '../store/store.ts'

interface Plans {
  config: Pick<Config, 'asking' | 'verifies' | 'providers'>
  /** Whether a page follows it now. */
  isWatched(order: OrderRecord): boolean
  /** Default: each provider's own. */
  pace?: Pace | undefined
}

export interface AskingParts extends Pick<
  AskerParts,
  'dispatch' | 'asked' | 'log' | 'tell' | 'now'
> {
  store: AskerParts['store'] & Pick<Store, 'keptAs' | 'orders'>
  transport?: Transport
}

export interface Asking {
  /** For the steps of the store. Undefined: nobody is asked. */
  planner: Planner | undefined
  /** Begins to ask. */
  begin(parts: AskingParts): Asker
}

export function asking({ config, isWatched, pace }: Plans): Asking {
  const { verifies } = config
  const providers = askables(config.asking.keys(), pace)
  const plans = planner({ providers, verifies, isWatched })
  return {
    planner: providers.size > 0 ? plans : undefined,

    begin({ transport: out = transport(), ...parts }) {
      const { store, log, tell, now } = parts
      const health = new Health(tell, pace?.rate)
      const clients = new Map(
        [...providers].map(([id, { asking }]) => {
          return [id, new Client(out, { asking, ...settingsOf(config, id) }, { now })]
        }),
      )
      const inquirers = new Map(
        [...providers].flatMap(([id, { provider, asking }]) => {
          const client = clients.get(id)
          return client ? [[id, new Inquirer(provider, asking, client, now)]] : []
        }),
      )
      const here = presence({ providers: [...providers.keys()], store, now })
      const begun = asker({
        ...{ ...parts, providers, planner: plans, verifies, health },
        catchUp: missed({ ...parts, providers, clients, config, presence: here, health }),
        async inquire({ provider, known }, order) {
          const inquirer = inquirers.get(provider.id)
          if (!inquirer) throw new Error(`${provider.id} is not asked.`)
          return inquirer.ask(known(order), order.registration?.currency)
        },
      })
      let isStopped = false
      /** Of what happened before it was asked, nothing has planned a question. */
      async function planBefore(): Promise<void> {
        if (!(await here.isNewcomer)) return
        await planOpenOrders({ store, planner: plans, now })
        begun.wake()
      }
      planBefore().catch((error: unknown) => {
        if (!isStopped) log.error({ err: error }, 'what is to be asked could not be planned')
      })
      return {
        ...begun,
        async stop() {
          isStopped = true
          const stopped = begun.stop()
          out.close()
          await stopped
        },
      }
    },
  }
}

function settingsOf({ asking }: Plans['config'], id: string): AskConfig {
  const settings = asking.get(id)
  if (!settings) throw new Error(`There is nothing to ask ${id} with.`)
  return settings
}
