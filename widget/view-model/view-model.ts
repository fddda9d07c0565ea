/**
 * What to say and show: of a snapshot, how it is heard of, and the relay's clock. Pure.
 *
 * Three things at every moment: what happened, was money taken, what next. All that the first seconds can do without
 * is `later`'s, which is loaded right behind them.
 */

import { exponentOf, type Snapshot } from '../../relay/protocol.ts'
import type { Connection } from '../client/connection.ts'
import { fill, type FirstWords, type Words } from '../locales/words.ts'
import { has } from './has.ts'
import { scene, sceneOf } from './scenes.ts'
import { moneyText } from './texts.ts'
import type { View } from './view.ts'

export interface ViewInput {
  order: string
  snapshot: Snapshot | undefined
  connection: Connection
  /** The relay lost history in which money had come in. */
  isDoubtful: boolean
  /** Another tab has seen something newer: money may be on its way. */
  isBehind: boolean
  /** Nothing was heard for a while that should have been. */
  isSilent: boolean
  /** The page is back, and what it knows is asked about. */
  isReturning: boolean
  /** When what is known was last confirmed, by the relay's clock; in ms since 1970, as all times here. */
  heardAt: number | undefined
  /** The relay's clock. */
  now: number
  /** Since when this page has shown the title and the two sentences: only what comes later is announced by itself. */
  shownAt: number
  /** What the provider answered when it was asked last. */
  checked: { at: string; outcome: string } | undefined
  /** *Check now* was pressed a moment ago. */
  isChecking: boolean
  /** Seconds until it continues by itself. */
  continueIn: number | undefined
  /** The page where it continues; empty: nowhere. */
  continueUrl: string
  /** There is a dialog to close. */
  isClosable: boolean
  /** Somebody leads the shopper to another attempt. */
  canRetry: boolean
  /** Nothing of the device is touched: it has none of a phone's apps. */
  isDesktop: boolean
  /** BCP 47. */
  language: string
  /** Those of the first seconds; with `later`, all. */
  words: FirstWords
  /** As the page names it. */
  merchant: string
}

/** What an element knows by itself; the rest is for `later`. */
export type FirstInput = Omit<
  ViewInput,
  'shownAt' | 'isChecking' | 'continueIn' | 'continueUrl' | 'isClosable' | 'canRetry' | 'isDesktop'
>

/** What is shown until `later` is loaded. */
export function firstView(input: FirstInput): View {
  const { snapshot, language, isDoubtful, isSilent, isBehind } = input
  // For what is only half known, the first words have no sentence.
  const isHalf = isDoubtful || isSilent || isBehind
  const shown = snapshot && !isHalf ? sceneOf(snapshot) : scene('checking')
  const { amountReceived = 0, amountRefunded = 0, currency = null, action } = snapshot ?? {}
  const values = {
    hint: action?.hint ?? '',
    net: moneyText(amountReceived - amountRefunded, currency, language),
  }
  // No scene of ours names a word that is not there yet.
  const { title, money, next } = input.words as Words
  return viewOf(input, {
    ...shown,
    title: title[shown.title],
    money: fill(money[shown.money], values),
    next: fill(String(next[shown.next]), values),
  })
}

/** What is true, as it is shown and said. */
export type Story = Pick<View, 'tone' | 'ring' | 'glyph' | 'coin' | 'title' | 'money' | 'next'>

/** A story, and what is in sight whatever happens; nothing in its slot, and nothing said aloud. */
function viewOf(input: FirstInput, story: Story): View {
  const { snapshot, connection, words } = input
  return {
    ...story,
    share: 0,
    pieces: [0, 0],

    moneyNote: '',

    left: '',
    leftBefore: '',
    leftAfter: '',
    note: '',
    buttons: [],
    steps: [],

    merchant: input.merchant,
    amount: moneyText(snapshot?.amount ?? null, snapshot?.currency ?? null, input.language),
    description: snapshot?.description ?? '',
    test: '',
    reference: snapshot?.number ?? input.order,
    receipt: (story.title !== words.title.checking && snapshot?.receipt) || '',
    connection,
    connectionText: words.connection[connection],
    code: '',
    payTo: '',
    payLabel: '',
    payAmount: '',
    payAmountText: '',

    when: '',
    badge: '',
    announcement: '',
    isUrgent: false,
  }
}

/** What `later` works with: it imports nothing of the first request. */
export const tools = { exponentOf, fill, has, moneyText, scene, sceneOf, viewOf }

export type Tools = typeof tools
