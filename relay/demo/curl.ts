import type { Sent } from './happenings.ts'

/** A request as a command for a terminal: `sh` takes what is in single quotes as it stands. */
export function curlOf({ method, url, headers, body }: Sent): string {
  const isPlainPost = method === 'POST' && body !== ''
  return [
    `curl -i ${isPlainPost ? '' : `-X ${method} `}${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === '' ? [] : [`--data-raw ${quoted(body)}`]),
  ].join(' \\\n  ')
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
