/** What the tests of the view model begin with. */

import type { Snapshot } from '../../relay/protocol.ts'
import { later, type Later } from '../later/later.ts'
import en from '../locales/en.json' with { type: 'json' }
import { merged } from '../locales/words.ts'
import type { View } from './view.ts'
import { firstView, tools, type ViewInput } from './view-model.ts'

/** `loaded`: what is loaded later, once it is there. */
export const view = (input: ViewInput, loaded?: Later): View =>
  loaded ? loaded.view(input, tools) : firstView(input)

/** 10:42 wherever this runs, and a minute before it. */
export const NOW = new Date(2026, 10, 21, 10, 42).getTime()
export const BEFORE = NOW - 60_000

export const at = (ms: number): string => new Date(ms).toISOString()

/** As the relay sends it; with this status for `waited` ms. */
export const snapshot = (change: Partial<Snapshot> = {}, waited = 0): Snapshot => ({
  id: 'ORD-1205',
  epoch: 'k3f9',
  version: 4,
  status: 'succeeded',
  flow: 'payment',
  registered: true,
  test: false,
  amount: 500_000,
  currency: 'KES',
  amountReceived: 0,
  amountRefunded: 0,
  overpaid: false,
  safeToRetry: false,
  number: '№ 1205',
  provider: 'daraja',
  history: [{ status: change.status ?? 'succeeded', at: at(NOW - waited) }],
  createdAt: at(BEFORE),
  updatedAt: at(NOW - waited),
  ...change,
})

export const ENGLISH = merged(en, later.words)

export const input = (change: Partial<ViewInput> = {}): ViewInput => ({
  order: 'ORD-1205',
  snapshot: snapshot(),
  connection: 'live',
  isDoubtful: false,
  isBehind: false,
  isSilent: false,
  isReturning: false,
  heardAt: NOW,
  now: NOW,
  shownAt: NOW,
  checked: undefined,
  isChecking: false,
  continueIn: undefined,
  continueUrl: '/thanks',
  isClosable: false,
  canRetry: true,
  isDesktop: false,
  language: 'en',
  words: ENGLISH,
  merchant: 'Kikoy House',
  ...change,
})

/** With all words, and with those of the first request only. */
export const seen = (change: Partial<ViewInput>) => view(input(change), later)
export const seenAtFirst = (change: Partial<ViewInput>) => view(input({ words: en, ...change }))

/** With ordinary spaces: those of `Intl` and of phone numbers do not break. */
export const plain = (text: string): string => text.replace(/\s/g, ' ')
