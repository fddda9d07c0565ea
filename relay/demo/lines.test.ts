import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { Line } from './line.ts'
import { Lines, MOST_LINES } from './lines.ts'

it('keeps a thousand lines that somebody has cut, those that were named last', () => {
  const lines = new Lines()
  const name = (index: number) => String(index).padStart(8, '0')
  const first = lines.of(name(0))
  first.set('offline')
  const kept = lines.of(name(1))
  kept.set('offline')
  for (let index = 2; index < MOST_LINES; index++) lines.of(name(index)).set('offline')
  expect(lines.of(name(1))).toBe(kept)
  lines.of(name(MOST_LINES)).set('offline')
  expect(lines.of(name(1))).toBe(kept)
  expect(lines.of(name(0))).not.toBe(first)
  expect(first.isCut).toBe(false)
})

it('forgets what waited in silence for a page that has gone', () => {
  const line = new Line()
  line.set('silent')
  const [gone, there] = [new PassThrough(), new PassThrough()]
  const heard: string[] = []
  line.whenFlowing(gone, () => void heard.push('gone'))
  gone.destroy()
  line.whenFlowing(there, () => void heard.push('there'))
  line.set('open')
  expect(heard).toEqual(['there'])
})
