/** The three numbers that the room should see. */

import { find } from './dom.ts'
import type { Happening } from './happening.ts'
import { newsOf, type News } from './news.ts'

const parts = (name: string): [number: HTMLElement, words: HTMLElement] => {
  const cell = find(`#way [data-way="${name}"]`)
  return [find('b', cell), find('small', cell)]
}

const CONNECTIONS: Readonly<Record<string, string>> = {
  live: 'over its WebSocket',
  polling: 'by polling: no socket gets through',
  connecting: 'once it was back',
  offline: 'once it was back',
}

/** Draws what these happenings say. `provider`: its name. */
export function drawWay(
  happenings: readonly Happening[],
  provider: string,
  connection: string,
): void {
  const news = newsOf(happenings)
  find('#way [data-way="said"] dt').textContent = `${provider} says so`
  const [said, saidWords] = parts('said')
  const [kept, keptWords] = parts('kept')
  const [seen, seenWords] = parts('seen')
  said.textContent = news ? clock(news.at) : 'not yet'
  saidWords.textContent = news?.text ?? 'nothing has come'
  kept.textContent = news ? passed(news.kept) : '–'
  const isAnswer = news !== undefined && news.status === undefined
  keptWords.textContent = isAnswer
    ? `after ${provider} was asked`
    : `before ${provider} hears “${news?.status ?? 200}”`
  seen.textContent = seenAfter(news)
  seenWords.textContent = news?.isNothingNew
    ? 'it changes nothing'
    : (CONNECTIONS[connection] ?? '')
}

function seenAfter(news: News | undefined): string {
  if (!news || news.isNothingNew) return '–'
  return news.seen === undefined ? 'not yet' : passed(news.seen)
}

/** With tenths: the room compares. */
const clock = (at: number) =>
  new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 1,
  })

const passed = (ms: number) =>
  ms < 1000 ? `+${Math.max(0, Math.round(ms))} ms` : `+${(ms / 1000).toFixed(1)} s`
