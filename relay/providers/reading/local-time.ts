import { rfc3339 } from './rfc3339.ts'

/**
 * A time that leaves out its zone, such as `2015-02-26 14:39:33`, as ms since 1970; `offset` is that of
 * the provider's country, such as `+07:00`. Undefined: it is none.
 */
export const localTime = (text: string | null | undefined, offset: string): number | undefined =>
  text ? rfc3339(`${text.replace(' ', 'T')}${offset}`) : undefined
