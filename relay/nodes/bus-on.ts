/** A bus on a line: who says what to whom. */

import { randomUUID } from 'node:crypto'
import type { Answer, Bus, BusListener } from './bus.ts'
import { Gathered } from './gathered.ts'
import { Line, type Connect } from './line.ts'
import { inParts, readMessage, type Message } from './messages.ts'

export function busOn(kind: Bus['kind'], connect: Connect): Bus {
  const self = randomUUID()
  const listeners = new Set<BusListener>()
  const gathered = new Gathered()
  /** What was answered to each of our questions that is open still. */
  const asked = new Map<string, Answer[]>()
  let telling: NodeJS.Immediate | undefined

  const line = new Line(connect, JSON.stringify({ from: self, echo: true }), {
    hear(text) {
      const message = readMessage(text)
      if (message && message.from !== self) take(message)
    },
    lost: (why) => each((listener) => listener.lost(why)),
    back() {
      tellNow()
      each((listener) => listener.back())
    },
  })

  function take(message: Message): void {
    if ('news' in message) each((listener) => listener.hear(message.news))
    else if ('question' in message) {
      const { ask, question } = message
      for (const listener of listeners) {
        for (const answers of inParts(listener.answer(question))) say({ from: self, ask, answers })
      }
    } else if ('answers' in message) asked.get(message.ask)?.push(...message.answers)
  }

  function each(hears: (listener: BusListener) => void): void {
    for (const listener of listeners) hears(listener)
  }

  const say = (message: Message): void => line.say(JSON.stringify(message))

  function tellNow(): void {
    telling = undefined
    // It waits until somebody is reached.
    if (!line.isConnected) return
    for (const news of inParts(gathered.take())) say({ from: self, news })
  }

  return {
    kind,
    get isConnected() {
      return line.isConnected
    },
    tell(...news) {
      for (const each of news) gathered.add(each)
      telling ??= setImmediate(tellNow)
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async ask(question, ms) {
      if (!line.isConnected) return []
      const ask = randomUUID()
      const answers: Answer[] = []
      asked.set(ask, answers)
      say({ from: self, ask, question })
      await new Promise((resolve) => setTimeout(resolve, ms))
      asked.delete(ask)
      return answers
    },
    async close() {
      clearImmediate(telling)
      tellNow()
      listeners.clear()
      await line.close()
    },
  }
}
