import { describe, expect, it } from 'vitest'
import type { Happening } from './happening.ts'
import { newsOf } from './news.ts'

const callback = (id: string, at: number): Happening => ({
  id,
  at,
  lane: 'provider',
  text: 'M-Pesa calls back',
  tone: 'good',
  request: { method: 'POST', url: 'http://localhost/callbacks/daraja', headers: {}, body: '{}' },
  answer: { status: 204, body: '', ms: 4 },
})

const shown: Happening = {
  id: 'page-1',
  at: 1_030,
  lane: 'page',
  text: 'shows “Payment received”',
  tone: 'good',
  isShown: true,
}

describe('how the news got to the shopper', () => {
  it('waits for the page after a callback that the page must still hear of', () => {
    expect(newsOf([callback('1', 1_000)])?.seen).toBeUndefined()
    expect(newsOf([callback('1', 1_000), shown])?.seen).toBe(30)
  })

  it('is an answer’s, where the callback proved too little or never came', () => {
    const answer: Happening = {
      id: '2',
      at: 3_000,
      lane: 'provider',
      text: 'M-Pesa answers: paid',
      tone: 'good',
      answer: { status: 200, body: '{}' },
    }
    const becomes: Happening = {
      id: '3',
      at: 3_012,
      lane: 'relay',
      text: 'DEMO-1205 is paid: version 3',
      tone: 'good',
      cause: '2',
    }
    const seen = { ...shown, id: 'page-2', at: 3_040 }
    const all = [callback('1', 1_000), shown, answer, becomes, seen]
    expect(newsOf(all)).toEqual({ text: answer.text, at: 3_000, kept: 12, seen: 40 })
    // What proves too little is no news before it was asked about.
    const unproven: Happening = { ...callback('0', 2_000), tone: 'care' }
    expect(newsOf([callback('1', 1_000), unproven])).toMatchObject({ at: 1_000 })
    // What is answered as before is no news.
    expect(newsOf(all.filter((each) => each !== becomes))).toMatchObject({ at: 1_000 })
  })

  it('waits for nobody after a callback that changes nothing', () => {
    const verdict: Happening = {
      id: '3',
      at: 2_010,
      lane: 'relay',
      text: 'Nothing changes: DEMO-1205 is paid',
      tone: 'plain',
      cause: '2',
    }
    const happenings = [callback('1', 1_000), shown, callback('2', 2_000), verdict]
    expect(newsOf(happenings)).toMatchObject({ at: 2_000, isNothingNew: true })
    expect(newsOf(happenings.slice(0, 2))?.isNothingNew).toBeUndefined()
  })
})
