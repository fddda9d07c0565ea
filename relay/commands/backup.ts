/** `backup`: a copy of the store, made while the relay runs. */

import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { backupFile } from '../store/sqlite.ts'
import { command } from './command.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'

export const backup = command({
  name: 'backup',
  summary: 'copies the store while the relay runs; never over a file that is there',
  usage: 'FILE',
  details: [
    'The copy’s history has a name of its own, so that pages know it for a copy. "restore" puts it back.',
  ],
  words: 1,
  options: {},
  example: 'backup /var/backups/payment-status.db',

  async run({ positionals: [to] }, env) {
    if (!to) throw new Refusal('Where to? backup FILE', 64)
    const { store } = requireConfig(env).config
    if (store.kind === 'memory') {
      throw new Refusal('STORE is "memory:", which no other process can copy.', 78)
    }
    if (store.kind === 'postgres') {
      throw new Refusal(
        `STORE is Postgres, which has its own: pg_dump --schema=${store.schema} --format=custom --file=payment-status.dump, or what its host keeps of it.`,
        78,
      )
    }
    if (!existsSync(store.path)) {
      throw new Refusal(`There is no store ${store.path}. Set STORE as the relay has it.`, 78)
    }
    if (existsSync(to)) throw new Refusal(`${to} is there already. Choose another name.`, 73)
    if (!isWritable(dirname(to))) {
      throw new Refusal(`${dirname(to)} is no folder that may be written to. Choose another.`, 73)
    }

    // Whoever may not read the store may not read its copy.
    process.umask(0o777 & ~statSync(store.path).mode)
    backupFile(store.path, to)
    process.stdout.write(
      `Copied ${store.path} to ${to}. The copy's history has a new name, so that pages know it for a copy.\n`,
    )
  },
})

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
