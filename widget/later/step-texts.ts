/** The steps of an order, in words. Pure. */

import type { Words } from '../locales/words.ts'
import type { Scene } from '../view-model/scenes.ts'
import type { Step } from '../view-model/view.ts'
import type { Moment } from './moment.ts'
import { stepsOf, type StepName, type Stood } from './steps.ts'

/** Those that are called something else once they are taken. */
const TAKEN: Readonly<Partial<Record<StepName, keyof Words['step']>>> = {
  approve: 'approved',
  confirm: 'confirmed',
  both: 'agreed',
}

export function stepTexts(scene: Scene, moment: Moment, title: string): Step[] {
  const { input, words, language, say } = moment
  // Once it is known how it came out, it is known when.
  const isOver = scene.ring === 'closed' || scene.coin === 'part' || scene.coin === 'back'
  const titleOf = ({ name, state }: Stood): string => {
    // What is held waits for those who have to confirm: the sentence about money says that it is held.
    const isWaiting = name === 'both' && scene.title === 'held'
    if (!name || (state === 'now' && !isWaiting)) return title
    return say(words.step[(state === 'reached' && TAKEN[name]) || name])
  }
  return (input.snapshot ? stepsOf(input.snapshot) : []).map((step) => {
    const isTimed = step.state === 'reached' || (step.state === 'now' && isOver)
    const time = isTimed ? shortTime(step.since, input.now, language) : ''
    return { state: step.state, title: titleOf(step), time }
  })
}

const HOUR = 3_600_000

/** As short as it can be said: today the hour, this week the day too, else the date. In ms since 1970. */
function shortTime(at: number, now: number, language: string): string {
  const age = Math.abs(now - at)
  const clock = {
    hour: 'numeric',
    minute: '2-digit',
    // As all other times on the card.
    ...(language === 'en' && ({ hourCycle: 'h23' } as const)),
  } as const
  const options =
    age < 12 * HOUR
      ? clock
      : age < 144 * HOUR
        ? ({ weekday: 'short', ...clock } as const)
        : ({ day: 'numeric', month: 'short' } as const)
  return Number.isNaN(at) ? '' : new Date(at).toLocaleString(language, options)
}
