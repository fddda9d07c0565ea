/** The answer to a poll: what the page does not have, and news for as long as it is held. */

import { Conversation, type Dependencies } from './conversation.ts'
import { Feed } from './feed.ts'
import { sizeOf } from './fitting.ts'
import type { Said } from './page-frame.ts'
import { isAck } from './poll-frames.ts'
import type { RelayFrame } from '../protocol.ts'

/**
 * Of an answer, in bytes. A frame that finds it full is not answered, and a page that was told something asks again
 * at once: what it has then is not told twice, so the rest is.
 */
export const MAX_ANSWER = 256 * 1024

/**
 * Where there is something to tell, or the page waits for nothing else, what came of asking a provider is waited for so
 * long, in ms: it may be the reason.
 */
export const TOGETHER = 2_000

type Update = Extract<RelayFrame, { type: 'update' }>

export class PollAnswer {
  readonly told: RelayFrame[] = []
  /** Since it was told, by order. */
  readonly changed = new Map<string, Update>()
  readonly #feed: Feed
  readonly #conversation: Conversation
  #room = MAX_ANSWER
  #isNews = false
  #report = () => {}

  /** `said`: all that the page says in this poll. */
  constructor(dependencies: Dependencies, connection: string, said: readonly Said[]) {
    this.#feed = new Feed(dependencies, {
      connection,
      tell: (frame) => this.#tell(frame),
      update: ({ order }, customer) => {
        const reason = customer === undefined ? {} : { customer }
        this.changed.set(order.id, { type: 'update', ...reason, order })
        this.#news()
        // It is when the page's question is answered anew.
        return false
      },
      room: () => this.#room,
    })
    this.#conversation = new Conversation(dependencies, this.#feed)
    for (const { frame } of said) {
      // It has what it acknowledges, and is not told of it.
      if (frame?.type !== 'ack') continue
      for (const id of frame.notifications) this.#feed.notices.add(id)
    }
  }

  /** Of what was told, in bytes. */
  get size(): number {
    return MAX_ANSWER - this.#room
  }

  get isNews(): boolean {
    return this.#isNews
  }

  /** There is nothing to tell yet, and may be; or not all of it: what it asked about is not answered. */
  get mayWait(): boolean {
    return !this.#feed.subscriptions.isEmpty && (!this.#isNews || this.isChecking)
  }

  /** A provider is being asked for it. */
  get isChecking(): boolean {
    return this.#feed.checking.size > 0
  }

  /** Takes it in, for as long as there is room for answers. */
  async hear(said: readonly Said[]): Promise<void> {
    for (const each of said) if (this.#room > 0 || isAck(each)) await this.#conversation.hear(each)
  }

  /** Calls `end` once there is something to tell, until what it returns is called. */
  onNews(end: () => void): () => void {
    let timer: NodeJS.Timeout | undefined
    this.#report = () => {
      if (this.isChecking) timer ??= setTimeout(end, TOGETHER)
      else end()
    }
    if (this.#isNews) this.#report()
    return () => {
      clearTimeout(timer)
      this.#report = () => {}
    }
  }

  /** Tells what came of asking for an answer to the same poll that was not given. */
  tellChecked(earlier: PollAnswer): void {
    for (const frame of earlier.told) {
      if (frame.type === 'checked' && this.#room > 0) this.#tell(frame)
    }
  }

  /** Tells of what changed, and no answer to a subscription did: staff name no order, and a customer may have many. */
  tellUnanswered(changed: ReadonlyMap<string, Update>): void {
    const answered = this.told.flatMap((frame) => (frame.type === 'subscribed' ? frame.orders : []))
    const ids = new Set(answered.map(({ id }) => id))
    for (const [id, update] of changed) if (!ids.has(id) && this.#room > 0) this.#tell(update)
  }

  leave(): void {
    this.#feed.leave()
  }

  #tell(frame: RelayFrame): void {
    this.told.push(frame)
    this.#room -= sizeOf(frame)
    if (isNewsFrame(frame)) this.#news()
  }

  #news(): void {
    this.#isNews = true
    this.#report()
  }
}

/** Whether there is something in it that the page does not have. What a newer page says in vain, it goes on saying. */
const isNewsFrame = (frame: RelayFrame): boolean =>
  frame.type === 'subscribed'
    ? frame.orders.some((order) => 'status' in order) ||
      ('notifications' in frame && frame.notifications.length > 0)
    : !(frame.type === 'error' && frame.code === 'unknown_type')
