/** The tables. Each migration brings a schema one version further. Never edit one: add another. */

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE $.orders (
    id text COLLATE "C" PRIMARY KEY, record text NOT NULL, version bigint NOT NULL, due_at bigint,
    status text NOT NULL, kind text NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
  );
  CREATE INDEX orders_due ON $.orders (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX orders_updated ON $.orders (updated_at DESC, id);
  CREATE INDEX orders_status ON $.orders (status, updated_at DESC, id);
  CREATE INDEX orders_stray ON $.orders (updated_at DESC, id) WHERE kind = 'stray';

  CREATE TABLE $.names (
    name text COLLATE "C", order_id text COLLATE "C", by text NOT NULL, PRIMARY KEY (name, order_id)
  );
  CREATE INDEX names_order ON $.names (order_id);

  CREATE SEQUENCE $.kept_id;
  CREATE TABLE $.kept (
    id bigint PRIMARY KEY, key text COLLATE "C" NOT NULL, order_key text COLLATE "C",
    state text NOT NULL, code text NOT NULL, record text NOT NULL, received_at bigint NOT NULL
  );
  CREATE INDEX kept_key ON $.kept (key);
  CREATE INDEX kept_order ON $.kept (order_key, id);
  CREATE INDEX kept_state ON $.kept (state, id);
  CREATE INDEX kept_code ON $.kept (code, id);
  CREATE INDEX kept_received ON $.kept (received_at);
  CREATE TABLE $.kept_names (
    name text COLLATE "C", kept_id bigint REFERENCES $.kept ON DELETE CASCADE,
    PRIMARY KEY (name, kept_id)
  );
  CREATE INDEX kept_names_kept ON $.kept_names (kept_id);

  CREATE TABLE $.customers (
    customer text COLLATE "C", order_id text COLLATE "C", PRIMARY KEY (customer, order_id)
  );
  CREATE INDEX customers_order ON $.customers (order_id);

  CREATE TABLE $.notices (
    number bigserial PRIMARY KEY, epoch text NOT NULL, addressee text NOT NULL,
    id text COLLATE "C" NOT NULL, message text NOT NULL, created_at bigint NOT NULL
  );
  CREATE INDEX notices_addressee ON $.notices (addressee, id, number);
  CREATE INDEX notices_created ON $.notices (created_at);

  CREATE TABLE $.sightings (
    order_id text COLLATE "C" PRIMARY KEY, delivered bigint NOT NULL, acknowledged bigint NOT NULL
  );

  CREATE TABLE $.outgoing (
    id bigserial PRIMARY KEY, lane text COLLATE "C" NOT NULL, order_id text COLLATE "C" UNIQUE,
    version bigint NOT NULL DEFAULT 0, record text, attempts bigint NOT NULL DEFAULT 0,
    since bigint NOT NULL, due_at bigint NOT NULL, leased_until bigint NOT NULL DEFAULT 0
  );
  CREATE INDEX outgoing_due ON $.outgoing (lane, due_at, id);
  CREATE INDEX outgoing_leased ON $.outgoing (lane, leased_until) WHERE leased_until > 0;
  CREATE TABLE $.forwards (
    id bigint PRIMARY KEY REFERENCES $.outgoing ON DELETE CASCADE, headers text NOT NULL,
    body bytea NOT NULL
  );
  -- What the merchant's backend was told of an order last.
  CREATE TABLE $.delivered (order_id text COLLATE "C" PRIMARY KEY, gist text NOT NULL);

  CREATE TABLE $.requests (
    key text COLLATE "C" PRIMARY KEY, digest text NOT NULL, leased_until bigint NOT NULL,
    outcome text, answer text, at bigint NOT NULL
  );
  CREATE INDEX requests_at ON $.requests (at);

  CREATE TABLE $.asks (
    order_id text COLLATE "C", provider text COLLATE "C", waits text NOT NULL,
    due_at bigint NOT NULL, record text NOT NULL, PRIMARY KEY (order_id, provider)
  );
  CREATE INDEX asks_due ON $.asks (provider, waits, due_at, order_id);
  CREATE TABLE $.paces (provider text COLLATE "C" PRIMARY KEY, record text NOT NULL);

  CREATE TABLE $.web_files (
    name text COLLATE "C" PRIMARY KEY, had_at bigint NOT NULL, body bytea NOT NULL
  );
  CREATE INDEX web_files_had ON $.web_files (had_at);
  `,
]
