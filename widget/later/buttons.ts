/** What there is to press: the one thing to do first, filled; beside it, another. Pure. */

import type { Scene } from '../view-model/scenes.ts'
import type { Button, Deed } from '../view-model/view.ts'
import { linkOf, type Moment } from './moment.ts'
import { isAskable, PATIENCE } from './notes.ts'
import { isCounted } from './scenes.ts'
import { unitText } from './texts.ts'

const button = (deed: Deed, label: string, more: Partial<Button> = {}): Button => ({
  deed,
  label,
  href: '',
  isMain: deed === 'open' || deed === 'continue' || deed === 'retry',
  isResting: false,
  rest: '',
  ...more,
})

export function buttonsOf(scene: Scene, moment: Moment): readonly Button[] {
  if (scene.tone === 'success' && scene.title !== 'held') return goingOn(moment)
  return [...retrying(scene, moment), ...opening(moment), ...checking(scene, moment)]
}

/** Away from here: where the shop says, or out of the dialog. */
function goingOn({ input, words: { button: words }, language }: Moment): Button[] {
  const { continueIn, isClosable, continueUrl: href } = input
  if (!href && !isClosable) return []
  const rest = continueIn === undefined ? '' : unitText(continueIn, 'second', language, 'narrow')
  const main = button('continue', href ? words.continue : words.done, { href, rest })
  return rest ? [main, button('stay', words.stay)] : [main]
}

const retrying = ({ title }: Scene, { mayRetry, words: { button: words } }: Moment): Button[] =>
  mayRetry ? [button('retry', title === 'partially_paid' ? words.rest : words.retry)] : []

/** The page or the app where the shopper pays. */
function opening(moment: Moment): Button[] {
  const href = linkOf(moment)
  return href ? [button('open', openingLabel(moment), { href })] : []
}

function openingLabel({ known, words: { button: words }, say }: Moment): string {
  const { type, hint } = known?.action ?? {}
  if (type === 'open_url') return words.bank
  if (type === 'approve_in_app' && hint) return say(words.open)
  return type === 'approve_in_app' || type === 'scan' ? words.app : words.continue
}

/** Asks the provider. Not in the first seconds of a confirmation, which come to their end by themselves. */
function checking(scene: Scene, moment: Moment): Button[] {
  const { input, waited, known, words } = moment
  const isSoon =
    scene.title === 'processing' && waited < PATIENCE.still && !(known && isCounted(known))
  const isElsewhere = scene.title === 'open_url' && linkOf(moment)
  if (!isAskable(scene) || isSoon || isElsewhere) return []
  const { check, checking: resting } = words.button
  const isResting = Boolean(input.isChecking)
  return [button('check', isResting ? resting : check, { isResting })]
}
