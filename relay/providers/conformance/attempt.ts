import { UNKNOWN_EVENT } from '../provider.ts'

/** What is not known says nothing. */
export const understood = <T>(said: T[] | typeof UNKNOWN_EVENT): T[] =>
  said === UNKNOWN_EVENT ? [] : said

/** What `act` returns; nothing, if it throws. */
export function attempt<T>(act: () => T[] | typeof UNKNOWN_EVENT): T[] {
  try {
    return understood(act())
  } catch {
    return []
  }
}
