/**
 * How orders go, as providers and merchants tell it, and what the shopper sees in the end.
 *
 * Data for tests. Each history holds in every order of arrival: histories.test.ts tells it so.
 */

import { ANSWERS } from './histories/answers.ts'
import { ATTEMPTS } from './histories/attempts.ts'
import { BY_HAND } from './histories/by-hand.ts'
import { CLOCKS } from './histories/clocks.ts'
import { DISPUTES } from './histories/disputes.ts'
import { ESCROWS } from './histories/escrows.ts'
import { EXPIRY } from './histories/expiry.ts'
import { FINAL } from './histories/final.ts'
import { LAPSES } from './histories/lapses.ts'
import { LET_GO } from './histories/let-go.ts'
import { MONEY } from './histories/money.ts'
import { NAMED_BY_SHOPPERS } from './histories/named-by-shoppers.ts'
import { PROMPTS } from './histories/prompts.ts'
import { TEST_MONEY } from './histories/test-money.ts'
import { TOLD_OTHERWISE } from './histories/told-otherwise.ts'
import { VOIDS } from './histories/voids.ts'
import { WAIVED } from './histories/waived.ts'
import type { History } from './history.ts'

export const HISTORIES: readonly History[] = [
  ...ATTEMPTS,
  ...TOLD_OTHERWISE,
  ...PROMPTS,
  ...MONEY,
  ...VOIDS,
  ...LAPSES,
  ...LET_GO,
  ...WAIVED,
  ...NAMED_BY_SHOPPERS,
  ...TEST_MONEY.map((history) => ({ ...history, refusesTestMoney: true })),
  ...DISPUTES,
  ...ANSWERS,
  ...CLOCKS,
  ...BY_HAND,
  ...FINAL,
  ...ESCROWS,
  ...EXPIRY,
]
