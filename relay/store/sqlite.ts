/** The store: one SQLite file. */

import { groupCommit } from './sqlite/group-commit.ts'
import { named } from './sqlite/advice.ts'
import { guardFile, openFile } from './sqlite/file.ts'
import { openSession } from './sqlite/journal.ts'
import { lockFile } from './sqlite/lock.ts'
import { sqliteRows } from './sqlite/rows.ts'
import { storeOf } from './keeper.ts'
import { keeperOf } from './rows.ts'
import type { CommitListener, Store } from './store.ts'

export { backupFile } from './sqlite/backup.ts'
export { sqliteSource, sqliteTarget } from './sqlite/copy.ts'
export { restoreFile } from './sqlite/restore.ts'

/** How long a session lasts: a copy that somebody made of the file before has no part in its journal. In ms. */
const SESSION = 60 * 60_000

/** Opens or makes the file. Throws, with what to do, where it is not ours to use. */
export function sqliteStore(path: string): Store {
  const lock = lockFile(path)
  try {
    const { db, renew } = named(path, () => openSession(path, lock, () => openFile(path)))
    const renewal = setInterval(() => attempt(renew), SESSION).unref()
    let committed: CommitListener = () => {}
    const atomically = groupCommit(db, guardFile(path), (...given) => committed(...given))
    return storeOf(
      keeperOf(sqliteRows(db), atomically, {
        onCommit: (listener) => void (committed = listener),
        async close() {
          clearInterval(renewal)
          // After what is still to be committed.
          await atomically(() => {}).catch(() => {})
          db.close()
          lock.release()
        },
      }),
    )
  } catch (cause) {
    lock.discard()
    throw cause
  }
}

/** A disk that is full is told of by whoever must write: this can wait for the next time. */
function attempt(work: () => void): void {
  try {
    work()
  } catch {}
}
