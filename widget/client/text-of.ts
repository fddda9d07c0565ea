/** What templates and frameworks hand in as text: numbers, nothing at all, and white space around it. */
export const textOf = (value: unknown): string => String(value ?? '').trim()
