/** To the millisecond, such as `2026-11-21T08:31:00.000Z`. `time` in ms since 1970. */
export const isoTime = (time: number): string => new Date(time).toISOString()

/** To the second, such as `2026-11-21T08:31:00Z`. */
export const isoSeconds = (time: number): string => isoTime(time).replace(/\.\d+/, '')
