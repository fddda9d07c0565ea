/**
 * Node's own SQLite. Not imported: where Node is too old to have it, an import would end the program before it can
 * say what it needs.
 */

import type * as Sqlite from 'node:sqlite'
import { requireNode } from '../../node-version.ts'

requireNode()

export const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
export type DatabaseSync = Sqlite.DatabaseSync
