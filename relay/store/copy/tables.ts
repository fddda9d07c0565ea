/** What a copy carries from one store to another: every table, column by column. A test compares it with each store's schema. */

export type Value = string | number | null | Uint8Array
export type Row = Readonly<Record<string, Value>>

export interface CopiedTable {
  name: string
  /** By which each row is known. */
  key: string
  columns: Readonly<Record<string, 'text' | 'integer' | 'bytes'>>
  /** Rows that belong to the place, by their key: they stay where they are. */
  stays?: readonly string[]
  /** A relay's start writes it: a store that has nothing else is empty. */
  isOfStart?: boolean
  /** Its ids are counted up, and none is given out a second time, whether or not its row is still there. */
  isCounted?: boolean
  /** How many rows are in memory at once. */
  atOnce: number
}

const [MANY, LARGE] = [500, 16]

/** In an order in which what a row refers to is there before it. */
export const COPIED: readonly CopiedTable[] = [
  {
    name: 'meta',
    key: 'name',
    columns: { name: 'text', value: 'text' },
    stays: ['session', 'mark', 'schema'],
    isOfStart: true,
    atOnce: MANY,
  },
  {
    name: 'orders',
    key: 'id',
    columns: {
      id: 'text',
      record: 'text',
      due_at: 'integer',
      status: 'text',
      created_at: 'integer',
      updated_at: 'integer',
      kind: 'text',
      delivered: 'text',
    },
    atOnce: MANY,
  },
  {
    name: 'names',
    key: 'name, order_id',
    columns: { name: 'text', order_id: 'text', by: 'text' },
    atOnce: MANY,
  },
  {
    name: 'kept',
    key: 'id',
    columns: { id: 'integer', state: 'text', record: 'text', received_at: 'integer' },
    isCounted: true,
    atOnce: LARGE,
  },
  {
    name: 'kept_names',
    key: 'name, kept_id',
    columns: { name: 'text', kept_id: 'integer' },
    atOnce: MANY,
  },
  {
    name: 'customers',
    key: 'customer, order_id',
    columns: { customer: 'text', order_id: 'text' },
    atOnce: MANY,
  },
  {
    name: 'notices',
    key: 'number',
    columns: {
      number: 'integer',
      epoch: 'text',
      addressee: 'text',
      id: 'text',
      message: 'text',
      created_at: 'integer',
    },
    isCounted: true,
    atOnce: MANY,
  },
  {
    name: 'sightings',
    key: 'order_id',
    columns: { order_id: 'text', delivered: 'integer', acknowledged: 'integer' },
    atOnce: MANY,
  },
  {
    name: 'outgoing',
    key: 'id',
    columns: {
      id: 'integer',
      lane: 'text',
      order_id: 'text',
      version: 'integer',
      attempts: 'integer',
      since: 'integer',
      due_at: 'integer',
      leased_until: 'integer',
      record: 'text',
    },
    isCounted: true,
    atOnce: MANY,
  },
  {
    name: 'forwards',
    key: 'id',
    columns: { id: 'integer', headers: 'text', body: 'bytes' },
    atOnce: LARGE,
  },
  {
    name: 'requests',
    key: 'key',
    columns: {
      key: 'text',
      digest: 'text',
      leased_until: 'integer',
      outcome: 'text',
      answer: 'text',
      at: 'integer',
    },
    atOnce: MANY,
  },
  {
    name: 'web_files',
    key: 'name',
    columns: { name: 'text', had_at: 'integer', body: 'bytes' },
    isOfStart: true,
    atOnce: LARGE,
  },
  {
    name: 'asks',
    key: 'order_id, provider',
    columns: {
      order_id: 'text',
      provider: 'text',
      waits: 'text',
      due_at: 'integer',
      record: 'text',
    },
    atOnce: MANY,
  },
  { name: 'paces', key: 'provider', columns: { provider: 'text', record: 'text' }, atOnce: MANY },
]
