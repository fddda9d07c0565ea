/** Where news arrive, and become toasts: each told once, in whichever tab somebody looks at. */

import { clock } from './clock.ts'
import type { Kit } from './kit.ts'
import { openTabs } from './other-tabs.ts'
import { speechFor, type Speech } from './speech.ts'
import { createStack } from './stack.ts'
import type { News, Told } from './told.ts'
import { EMPTY, next, readingTime, untilNext, type ToastEvent } from './toast-queue.ts'

export interface Desk {
  /** The stack's own element: it is one of those that it serves. */
  readonly host: HTMLElement
  /** The landmark is there before there is anything in it. */
  open(source: HTMLElement): Promise<void>
  arrive(news: News): Promise<void>
}

/** So many changes that were shown are remembered. */
const MEMORY = 1_000

export function createDesk(kit: Kit): Desk {
  const inbox = new Map<string, News & { speech: Speech }>()
  const seen = new Set<string>()
  let queue = EMPTY as ReturnType<typeof next<Told>>
  let isFlushing = false
  let stopBell = () => {}
  let speech: Speech | undefined

  const stack = createStack(kit, dispatch)

  const tellTabs = openTabs((change, isOurs) => {
    // Where both have shown it, one of them keeps it.
    const isBoth = !remember(change)
    for (const [id, news] of inbox) {
      if (news.change !== change) continue
      inbox.delete(id)
      news.shown?.()
    }
    if (isBoth && isOurs) return
    for (const { toast } of queue.entries) {
      const [first, second] = toast.contents
      if (first?.change !== change || second) continue
      first.shown?.()
      dispatch({ type: 'drop', id: toast.id })
    }
  })

  /** Whether it was not known to be shown. */
  function remember(change: string): boolean {
    const isNew = !seen.has(change)
    seen.add(change)
    const [oldest] = seen
    if (seen.size > MEMORY && oldest !== undefined) seen.delete(oldest)
    return isNew
  }

  async function open(source: HTMLElement): Promise<void> {
    speech ??= await speechFor(kit, source)
    show()
  }

  /** What comes in the same moment, or while nobody looks, comes as one. */
  async function arrive(news: News): Promise<void> {
    inbox.set(news.id, { ...news, speech: await speechFor(kit, news.source) })
    if (!isFlushing) queueMicrotask(flush)
    isFlushing = true
  }

  /** Nothing is told to nobody. */
  function flush(): void {
    isFlushing = false
    if (document.hidden) return
    const news = [...inbox.values()]
    inbox.clear()
    const toasts = news.flatMap((each) => {
      const text = seen.has(each.change) ? undefined : each.textIn(each.speech)
      if (!text) {
        see(each)
        return []
      }
      speech = each.speech
      const ms = text.tone === 'failure' ? Infinity : readingTime(text.title + text.text)
      return [{ id: each.id, ms, contents: [{ ...each, text }] }]
    })
    if (toasts[0]) dispatch({ type: 'add', toasts })
  }

  function see({ change, shown }: News): void {
    shown?.()
    if (remember(change)) tellTabs(change)
  }

  function dispatch(event: ToastEvent<Told>): void {
    queue = next(queue, event, clock.now())
    stopBell()
    const ms = untilNext(queue)
    if (ms < Infinity) stopBell = clock.ring(() => dispatch({ type: 'tick' }), ms)
    show()
  }

  function show(): void {
    if (!speech) return
    for (const { contents } of stack.show(queue, speech)) contents.forEach(see)
  }

  function look(): void {
    dispatch({ type: document.hidden ? 'pause' : 'resume', by: 'hidden' })
    flush()
  }

  document.addEventListener('visibilitychange', look)
  look()
  return { host: stack.host, open, arrive }
}
