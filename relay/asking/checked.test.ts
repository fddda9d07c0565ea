import { expect, it } from 'vitest'
import type { Asked } from './asker.ts'
import { checkedOf } from './checked.ts'

const NOW = Date.UTC(2026, 10, 21, 8, 28)

const at = (secondsAgo: number): number => NOW - secondsAgo * 1000

const asked = (outcome: Asked['outcome'], secondsAgo = 0, last?: string): Asked => ({
  ...{ provider: 'stripe', outcome, at: at(secondsAgo) },
  ...(last !== undefined && { last }),
})

it.each<[what: string, all: Asked[], outcome: string, secondsAgo: number]>([
  ['nobody', [], 'cannot', 0],
  ['one that cannot be', [asked('cannot', 3)], 'cannot', 0],
  ['one that has answered', [asked('answered', 3)], 'answered', 3],
  ['one that knows of nothing', [asked('absent', 3)], 'later', 3],
  ['one that refuses us', [asked('refused', 3)], 'later', 3],
  ['one that is out of reach', [asked('unreachable', 3)], 'later', 3],
  ['two, of whom one has answered', [asked('later', 1), asked('answered', 3)], 'answered', 3],
  ['two, of whom none has', [asked('later', 1), asked('absent', 3)], 'later', 1],
  ['one that had answered a moment ago', [asked('throttled', 4, 'answered')], 'answered', 4],
  ['one that had not', [asked('throttled', 4, 'absent')], 'later', 4],
  ['one of which that is not known', [asked('throttled')], 'later', 0],
])('tells a page of %s no more than whether and when', (_, all, outcome, secondsAgo) => {
  const time = new Date(at(secondsAgo)).toISOString()
  expect(checkedOf(all, NOW)).toEqual({ at: time, outcome })
})
