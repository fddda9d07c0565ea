/** Commands that do the same in a terminal. */

import type { Request } from './api.ts'

/** As a shell takes it for one word, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A request of the relay's, with `$API_KEY` where the key stands. */
export function curlOf(relay: string, { method, path, body }: Request): string {
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(relay + path)}`,
    `-H "Authorization: Bearer $API_KEY"`,
    ...(body ? [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`] : []),
  ]
  return lines.join(' \\\n  ')
}

/** A command of the relay's own, word by word. */
export const commandOf = (words: readonly string[]): string =>
  ['payment-status-relay', ...words]
    .map((word) => (/^[\w.:=/-]+$/.test(word) ? word : quoted(word)))
    .join(' ')
