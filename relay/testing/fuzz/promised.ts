/** A promise that the relay broke, with what shows it. */
class Broken extends Error {
  override name = 'Broken'
}

/** Throws unless it is so. `shows`: what was seen. */
export function promised(isSo: boolean, promise: string, shows?: unknown): asserts isSo {
  if (!isSo) throw new Broken(shows === undefined ? promise : `${promise}: ${shownAs(shows)}`)
}

const shownAs = (shows: unknown): string =>
  (typeof shows === 'string' ? shows : (JSON.stringify(shows) ?? String(shows))).slice(0, 2_000)
