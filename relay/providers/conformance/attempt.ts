import { UNKNOWN_EVENT } from '../provider.ts'

/** An event of a kind that the adapter does not know tells nothing that could be compared. */
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
