/** What tongues look for in a request. */

import { parseJson } from '../protocol.ts'
import type { Asked } from './tongue.ts'

/** Without the query. */
export const pathOf = ({ path }: Asked): string => path.split('?', 1)[0] ?? ''

export const queryOf = (asked: Asked): URLSearchParams =>
  new URLSearchParams(asked.path.slice(pathOf(asked).length))

/** The id in the path, where that is of this form; the form has it in its only group. */
export function idIn(asked: Asked, form: RegExp): string | undefined {
  const [, id] = form.exec(pathOf(asked)) ?? []
  try {
    return id && decodeURIComponent(id)
  } catch {
    return undefined
  }
}

/** What stands after the scheme in `Authorization`. */
export function authorizationOf({ headers }: Asked, scheme: string): string | undefined {
  const [named, value] = headers.get('authorization')?.split(' ') ?? []
  return named?.toLowerCase() === scheme.toLowerCase() ? value : undefined
}

/** Whether it knows this user and password. */
export const hasBasic = (asked: Asked, user: string, password: string): boolean =>
  authorizationOf(asked, 'Basic') === Buffer.from(`${user}:${password}`).toString('base64')

/** The members of a body that is a JSON object; none of any other. */
export function membersOf({ body }: Asked): Readonly<Record<string, unknown>> {
  const read = parseJson(body)
  return typeof read === 'object' && read !== null ? { ...read } : {}
}
