/** What arrives to be told as a toast. */

import type { Text } from './news.ts'
import type { Speech } from './speech.ts'

/** Something that happened, of which a toast may tell. */
export interface News {
  /** Of what it is news: the order, or the notification. A later one takes its place. */
  id: string
  /** What happened: the same in all tabs. */
  change: string
  /** Who heard of it. */
  source: HTMLElement
  /** Undefined: the page tells of it itself. Asked when somebody looks. */
  textIn: (speech: Speech) => Text | undefined
  /** Whether somebody else says it aloud. */
  isSpoken?: () => boolean
  /** Called once somebody has seen it. */
  shown?: () => void
}

/** News with its words. */
export interface Told extends News {
  speech: Speech
  text: Text
}
