/** The tables. Each migration brings a file one version further. Never edit one: add another. */

/** Marks a SQLite file as ours. */
export const APPLICATION_ID = 0x70_61_79_73

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE orders (id TEXT PRIMARY KEY, record TEXT NOT NULL, due_at INTEGER) STRICT;
  CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;
  CREATE TABLE owners (
    reference TEXT PRIMARY KEY, order_id TEXT NOT NULL, registered INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE events (key TEXT PRIMARY KEY, received_at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE parked (
    id INTEGER PRIMARY KEY, callback TEXT NOT NULL, received_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE parked_references (
    reference TEXT NOT NULL, parked_id INTEGER NOT NULL REFERENCES parked ON DELETE CASCADE,
    PRIMARY KEY (reference, parked_id)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX parked_references_parked ON parked_references (parked_id);
  CREATE TABLE answers (
    key TEXT PRIMARY KEY, answer TEXT NOT NULL, kept_at INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  `,
  `
  PRAGMA application_id = ${APPLICATION_ID};

  ALTER TABLE orders ADD COLUMN status TEXT NOT NULL DEFAULT '';
  ALTER TABLE orders ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE orders ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
  UPDATE orders SET
    status = record ->> '$.shown.status',
    created_at = record ->> '$.createdAt',
    updated_at = record ->> '$.updatedAt';
  CREATE INDEX orders_updated ON orders (updated_at);

  CREATE TABLE names (
    name TEXT NOT NULL, order_id TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY (name, order_id)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX names_order ON names (order_id);
  INSERT INTO names SELECT reference, order_id, iif(registered, 'merchant', 'event') FROM owners;
  DROP TABLE owners;

  CREATE INDEX events_received ON events (received_at);
  CREATE INDEX answers_kept ON answers (kept_at);

  CREATE TABLE kept (
    id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, record TEXT NOT NULL,
    received_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX kept_state ON kept (state, id);
  CREATE INDEX kept_received ON kept (received_at);
  CREATE TABLE kept_names (
    name TEXT NOT NULL, kept_id INTEGER NOT NULL REFERENCES kept ON DELETE CASCADE,
    PRIMARY KEY (name, kept_id)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX kept_names_kept ON kept_names (kept_id);
  INSERT INTO kept SELECT
    id,
    callback ->> '$.state',
    json_set(
      callback,
      '$.code', iif(callback ->> '$.state' = 'too_old', 'too_old', 'no_order'),
      '$.provider', callback ->> '$.updates[0].provider',
      '$.order', coalesce(callback ->> '$.orderId', callback ->> '$.updates[0].orderId'),
      '$.receivedAt', received_at
    ),
    received_at
  FROM parked;
  INSERT INTO kept_names SELECT reference, parked_id FROM parked_references;
  DROP TABLE parked_references;
  DROP TABLE parked;

  CREATE TABLE customers (
    customer TEXT NOT NULL, order_id TEXT NOT NULL, PRIMARY KEY (customer, order_id)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX customers_order ON customers (order_id);
  INSERT OR IGNORE INTO customers
    SELECT value, orders.id FROM orders, json_each(record, '$.registration.customers');

  CREATE TABLE notices (
    number INTEGER PRIMARY KEY AUTOINCREMENT, epoch TEXT NOT NULL, addressee TEXT NOT NULL,
    id TEXT NOT NULL, message TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX notices_addressee ON notices (addressee, id, number);
  CREATE INDEX notices_created ON notices (created_at);

  CREATE TABLE sightings (
    order_id TEXT PRIMARY KEY, delivered INTEGER NOT NULL, acknowledged INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE outgoing (
    id INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL,
    order_id TEXT UNIQUE, version INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, since INTEGER NOT NULL, due_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX outgoing_due ON outgoing (lane, due_at);
  CREATE TABLE forwards (
    id INTEGER PRIMARY KEY REFERENCES outgoing ON DELETE CASCADE,
    headers TEXT NOT NULL, body BLOB NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE outgoing ADD COLUMN leased_until INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX outgoing_leased ON outgoing (lane, leased_until) WHERE leased_until > 0;
  `,
  `
  CREATE TABLE requests (
    key TEXT PRIMARY KEY, digest TEXT NOT NULL, leased_until INTEGER NOT NULL DEFAULT 0,
    outcome TEXT, answer TEXT, at INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX requests_at ON requests (at);
  INSERT INTO requests (key, digest, answer, at)
    SELECT key, answer ->> '$.digest', json_remove(answer, '$.digest'), kept_at FROM answers;
  DROP TABLE answers;
  `,
  `
  -- What comes again changes nothing: only what led to nothing is looked for.
  DROP TABLE events;
  CREATE INDEX kept_key ON kept (record ->> '$.key');
  `,
  `
  ALTER TABLE orders ADD COLUMN kind TEXT NOT NULL DEFAULT 'registered';
  UPDATE orders SET kind = iif(record ->> '$.payments' = '{}', 'empty', 'stray')
    WHERE record ->> '$.registration' IS NULL;
  CREATE INDEX orders_stray ON orders (updated_at, id) WHERE kind = 'stray';
  CREATE INDEX orders_status ON orders (status, updated_at);
  `,
  `
  -- What the merchant's backend is sent is kept as it was, so that each try sends the same.
  ALTER TABLE outgoing ADD COLUMN record TEXT;
  UPDATE outgoing SET record = (SELECT record FROM orders WHERE id = order_id)
    WHERE order_id IS NOT NULL;
  -- And what was delivered to it last.
  ALTER TABLE orders ADD COLUMN delivered TEXT;
  `,
  `
  -- How many wait, and why, is asked whenever the metrics are.
  CREATE INDEX kept_code ON kept (record ->> '$.code', id, received_at);
  `,
  `
  -- What is kept of one order is asked by whoever looks into it.
  CREATE INDEX kept_order ON kept (record ->> '$.order', id);
  `,
  `
  -- What pages of an earlier version load late.
  CREATE TABLE web_files (
    name TEXT PRIMARY KEY, had_at INTEGER NOT NULL, body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX web_files_had ON web_files (had_at);
  `,
  `
  -- Which providers are to be asked about which orders, and how fast each may be.
  CREATE TABLE asks (
    order_id TEXT NOT NULL, provider TEXT NOT NULL, waits TEXT NOT NULL, due_at INTEGER NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY (order_id, provider)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX asks_due ON asks (provider, waits, due_at, order_id);
  CREATE TABLE paces (provider TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID, STRICT;
  `,
]
