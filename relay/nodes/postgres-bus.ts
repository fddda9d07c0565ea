/**
 * Nodes tell each other by LISTEN and NOTIFY, on a connection of their own. It must be a session's: a pooler that
 * gives it to others after each transaction hears nothing.
 */

import postgres from 'postgres'
import type { Address } from '../store/postgres/address.ts'
import type { Bus } from './bus.ts'
import { busOn } from './bus-on.ts'

/** How long it may take to connect, in seconds. */
const CONNECTING = 10

/** `channel`: who shares it, in the same database, hear each other. At most 63 bytes. */
export const postgresBus = ({ url, path }: Pick<Address, 'url' | 'path'>, channel: string): Bus =>
  busOn('postgres', async ({ hear, ended }) => {
    const options = {
      ...(path !== undefined && { path }),
      max: 1,
      connect_timeout: CONNECTING,
      // Both would end it while all is well.
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      prepare: false,
      connection: { application_name: 'payment-status fan-out' },
      onnotice() {},
      onclose: () => ended(new Error('CLOSED')),
      // `listen` of the package would open another connection, and give up on it where the server is away for long.
      onnotify: (_: string, text: string) => hear(text),
    }
    const sql = postgres(url, options)
    try {
      await sql.unsafe(`LISTEN "${channel.replaceAll('"', '""')}"`)
    } catch (error) {
      await sql.end({ timeout: 0 })
      throw error
    }
    return {
      say: async (text) => void (await sql`SELECT pg_notify(${channel}, ${text})`),
      end: () => sql.end({ timeout: 0 }),
    }
  })
