/** What a body says before anything is known of its fields. */

import type { Provider } from './provider.ts'

/**
 * Whoever sends forms may send JSON as well: no form begins with a brace, which is escaped there. Asked
 * before a signature is looked for, so that none of a form is taken for one of JSON.
 */
export const isJson = (text: string): boolean => /^\s*\{/.test(text)

/** What the provider's schemas look at. A member that is an empty text is as good as none. */
export const payloadOf = ({ format }: Pick<Provider, 'format'>, text: string): unknown =>
  format === 'form' && !isJson(text)
    ? Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ''))
    : JSON.parse(text, text.includes('""') ? withoutEmpty : undefined)

function withoutEmpty(this: unknown, _: string, value: unknown): unknown {
  return value === '' && !Array.isArray(this) ? undefined : value
}

/** The body of `payload`, and the header that tells how it is written. */
export function bodyOf(
  { format }: Pick<Provider, 'format'>,
  payload: unknown,
): { headers: Record<string, string>; body: string } {
  return format === 'form'
    ? {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(payload as Record<string, string>).toString(),
      }
    : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(payload) }
}
