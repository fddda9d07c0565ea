import { Refusal } from './refusal.ts'

/** Where the relay is that `--url` names, by HTTP, without a slash at its end. */
export function namedRelay(named: string): string {
  const url = URL.canParse(named) ? new URL(named) : undefined
  if (!url || !/^(http|ws)s?:$/.test(url.protocol) || url.username || url.password || url.search) {
    throw new Refusal("--url must be the relay's address, such as https://pay.example.com", 64)
  }
  const base = `${url.host}${url.pathname}`.replace(/\/(ws)?$/, '')
  return `${/s:$/.test(url.protocol) ? 'https' : 'http'}://${base}`
}
