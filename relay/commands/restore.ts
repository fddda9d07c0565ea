/** `restore`: a backup takes the store's place; what was there is moved aside. */

import { restoreFile } from '../store/sqlite.ts'
import { command, PROGRAM } from './command.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'
import { requireFolder } from './require-folder.ts'

export const restore = command({
  name: 'restore',
  summary:
    'puts a backup in the place of the store, while no relay runs, and moves the old one aside',
  usage: 'FILE',
  details: [
    'FILE is looked at first: whether it is a store, whole, and of a version that this one knows. It stays where it is.',
    'The store that was there is moved aside with its journal, and nothing of it is lost.',
  ],
  words: 1,
  options: {},
  example: 'restore backup.db',

  async run({ positionals: [from] }, env) {
    if (!from) throw new Refusal('Restore what? restore FILE', 64)
    const { store } = requireConfig(env).config
    if (store.kind === 'memory') {
      throw new Refusal('STORE is "memory:", which forgets all that is restored to it.', 78)
    }
    if (store.kind === 'postgres') {
      throw new Refusal(
        `STORE is Postgres, which has its own: stop all relays, pg_restore --clean --if-exists, and then "${PROGRAM} serve --new-epoch", once and on one node, so that pages know what is lost.`,
        78,
      )
    }
    requireFolder(store.path)
    const { orders, epoch, isRenamed, aside } = restored(from, store.path)
    const lines = [
      `Restored ${from} to ${store.path}: ${orders} order${orders === 1 ? '' : 's'}. Its history is called ${epoch}.`,
      ...(isRenamed
        ? [
            'That is a new name: the store before had the same, and may have told pages more than the backup knows.',
          ]
        : []),
      ...(aside.length > 0 ? [`What was there before: ${aside.join(', ')}.`] : []),
      `Next: start the relay, as ever. For a copy that "${PROGRAM} backup" did not make: "serve --new-epoch", once.`,
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
  },
})

function restored(from: string, to: string): ReturnType<typeof restoreFile> {
  try {
    return restoreFile(from, to)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Refusal(`${why} Nothing was changed.`, 78)
  }
}
