/** The store for many nodes: one schema in Postgres, which all of them share. */

import { inBatches } from './batches.ts'
import { storeOf } from './keeper.ts'
import { addressOf } from './postgres/address.ts'
import { connect } from './postgres/connections.ts'
import { Unwritable } from './postgres/failure.ts'
import { load } from './postgres/load.ts'
import { migrate } from './postgres/migrate.ts'
import { figures } from './postgres/tables/figures.ts'
import { kept } from './postgres/tables/kept.ts'
import { meta } from './postgres/tables/meta.ts'
import { notices } from './postgres/tables/notices.ts'
import { orders } from './postgres/tables/orders.ts'
import { outgoing } from './postgres/tables/outgoing.ts'
import { requests } from './postgres/tables/requests.ts'
import { sightings } from './postgres/tables/sightings.ts'
import { sweep } from './postgres/tables/sweep.ts'
import { webFiles } from './postgres/tables/web-files.ts'
import { write } from './postgres/write.ts'
import type { Begin } from './rerun.ts'
import type { CommitListener, Store } from './store.ts'

/** Steps of one node that share a transaction, at most. Each locks some ten names, and Postgres has room for some 6,000. */
const BATCH = 25

/** While one transaction is written, the next one loads. */
const AT_ONCE = 2

export interface PostgresOptions {
  /** Connections for what is looked up, and as many again for what is changed. */
  max?: number
  /** How long an answer may take, in ms. */
  patience?(): number
}

/**
 * Opens our schema in Postgres, or makes it. `url`: as STORE has it. Rejects, with what to do, where it cannot be reached
 * or is not ours to use.
 */
export async function postgresStore(
  url: string,
  { max = 5, ...patience }: PostgresOptions = {},
): Promise<Store> {
  const address = addressOf(url)
  const { schema } = address
  // Whoever only looks waits for nobody who writes, and the other way round.
  const [reading, writing] = [0, 1].map(() => connect(address, { max, ...patience })) as [
    ReturnType<typeof connect>,
    ReturnType<typeof connect>,
  ]
  const close = async () => void (await Promise.all([reading.close(), writing.close()]))
  try {
    const epoch = await migrate(writing, schema)
    const db = { query: reading.query, transaction: writing.transaction }
    let committed: CommitListener = () => {}
    const begin: Begin = (work) =>
      writing.transaction((transaction) => {
        let mayWait = true
        return work({
          async load(questions, into) {
            const isLoaded = await load(transaction, schema, questions, into, mayWait)
            mayWait = false
            return isLoaded
          },
          commit(changes) {
            write(transaction, changes)
            return transaction.commit()
          },
        })
      })
    const { step, idle } = inBatches(
      begin,
      { most: BATCH, atOnce: AT_ONCE, isOfAll: (cause) => !(cause instanceof Unwritable) },
      (...given) => committed(...given),
    )
    return storeOf({
      epoch,
      step,
      asks: step,
      tables: {
        ...meta(db),
        ...orders(db),
        ...kept(db),
        ...notices(db, schema),
        ...sightings(db),
        ...outgoing(db),
        ...requests(db),
        ...figures(db, schema),
        ...webFiles(db),
        ...sweep(db, schema),
      },
      onCommit: (listener) => void (committed = listener),
      async close() {
        await idle()
        await close()
      },
    })
  } catch (cause) {
    await close()
    throw cause
  }
}
