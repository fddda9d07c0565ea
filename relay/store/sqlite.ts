/** The store: one SQLite file. */

import { groupCommit } from './sqlite/group-commit.ts'
import { guardFile, lockFile, openFile } from './sqlite/file.ts'
import { sqliteRows } from './sqlite/rows.ts'
import { storeOf } from './keeper.ts'
import { keeperOf } from './rows.ts'
import type { CommitListener, Store } from './store.ts'

export { backupFile } from './sqlite/file.ts'

/** Opens or makes the file. Throws, with what to do, where it is not ours to use. */
export function sqliteStore(path: string): Store {
  const unlock = lockFile(path)
  try {
    const db = openFile(path)
    let committed: CommitListener = () => {}
    const atomically = groupCommit(db, guardFile(path), (...given) => committed(...given))
    return storeOf(
      keeperOf(sqliteRows(db), atomically, {
        onCommit: (listener) => void (committed = listener),
        async close() {
          // After what is still to be committed.
          await atomically(() => {}).catch(() => {})
          db.close()
          unlock()
        },
      }),
    )
  } catch (cause) {
    unlock()
    throw cause
  }
}
