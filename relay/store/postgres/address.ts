/** Where Postgres is, as STORE says it. */

export interface Address {
  /** For the package. */
  url: string
  /** Of a Unix socket. */
  path?: string
  /** In which our tables are. */
  schema: string
}

const SCHEMA = 'payment_status'

/** `?schema=` names where our tables are, and `?host=/…` the folder of a Unix socket; all else is for the package. */
export function addressOf(text: string): Address {
  const url = new URL(text)
  const schema = url.searchParams.get('schema') ?? SCHEMA
  const folder = url.searchParams.get('host')
  for (const name of ['schema', 'host']) url.searchParams.delete(name)
  if (!/^[a-z_][a-z0-9_]{0,40}$/.test(schema)) {
    throw new Error(`STORE names the schema "${schema}": small letters, digits and _ it must be.`)
  }
  return {
    url: url.href,
    schema,
    ...(folder !== null && { path: `${folder}/.s.PGSQL.${url.port || 5432}` }),
  }
}

/** What a relay's connections are called there: a copy sees by it that one is running. */
export const applicationName = (schema: string): string => `payment-status ${schema}`
