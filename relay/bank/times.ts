/** A time as a provider's country has it, such as `2026-11-21 14:01:00`. `ahead` of Greenwich in hours, `at` in ms since 1970. */
export const localTime = (at: number, ahead: number): string =>
  new Date(at + ahead * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

/** To the millisecond, such as `2026-11-21T08:31:00.000Z`. `time` in ms since 1970. */
export const isoTime = (time: number): string => new Date(time).toISOString()

/** To the second, such as `2026-11-21T08:31:00Z`. */
export const isoSeconds = (time: number): string => isoTime(time).replace(/\.\d+/, '')
