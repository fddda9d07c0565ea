/** Who has no Postgres does not load its package, either. */

import type { Store } from './store.ts'

/** As `postgresStore` in `postgres.ts` does. */
export async function postgresStore(url: string): Promise<Store> {
  const { postgresStore: open } = await import('./postgres.ts')
  return open(url)
}
