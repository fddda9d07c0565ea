import { describe, expect, it } from 'vitest'
import type { Notification, Snapshot } from '../../relay/protocol.ts'
import { later } from '../later/later.ts'
import { ENGLISH, snapshot as snapshotOf } from '../view-model/testing.ts'
import { tools } from '../view-model/view-model.ts'
import { isNews, notificationText, orderText, PAPER } from './news.ts'

const kit = { later, tools, icons: { ...later.icons, check: 'check', cross: 'cross' } }
const speech = { language: 'en-GB', words: ENGLISH }

/** Without the marks that keep each value in its own direction, and with ordinary spaces. */
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '').replace(/\s/g, ' ')

function said(change: Partial<Notification>) {
  const notification = { id: 'n-1', type: 'news', createdAt: '2026-11-21T10:42:00.000Z', ...change }
  const { tone, title, reference, text, icon, url } = notificationText(kit, notification, speech)
  return { tone, title, reference, text: plain(text), icon, url }
}

describe('a notification without words', () => {
  it.each([
    ['payment_success', 'success', 'check', 'Payment received', 'KES 5,000.00 was paid.'],
    ['payment_failed', 'failure', 'cross', 'The payment did not go through', 'KES 5,000.00'],
    [
      'bill_generated',
      'waiting',
      PAPER,
      'You have a new bill',
      'KES 5,000.00, to pay by 5 December',
    ],
  ])('of type %s says it in ours', (type, tone, icon, title, text) => {
    const data = { amount: 500_000, currency: 'KES', due: '2026-12-05', number: '№ 1205' }
    const reference = '№ 1205'
    expect(said({ type, data })).toEqual({ tone, icon, title, reference, text, url: '' })
  })

  it.each([
    [undefined],
    ['text'],
    [null],
    [[]],
    [{ amount: '5', currency: {}, due: 7 }],
    [{ amount: 5, currency: 'no currency', due: 'some day', number: {} }],
  ])('says what it can of data that is %o', (data) => {
    expect(said({ type: 'bill_generated', data })).toMatchObject({
      title: 'You have a new bill',
      reference: '',
    })
    expect(said({ type: 'bill_generated', data }).text).not.toMatch(/undefined|NaN|Invalid|object/)
  })

  it('of a currency without minor units, and of a day that is the same in each time zone', () => {
    const data = { amount: 1_840, currency: 'JPY', due: '2026-12-05' }
    expect(said({ type: 'bill_generated', data }).text).toBe('JP¥1,840, to pay by 5 December')
  })
})

it.each([
  ['success', 'success'],
  ['error', 'failure'],
  ['warning', 'notice'],
  ['constructor', 'waiting'],
])('a notification with the shop\u2019s own words has them, in the tone %s', (tone, shown) => {
  expect(said({ title: 'On its way', message: '<b>Today</b>', tone, url: '/bill' })).toMatchObject({
    tone: shown,
    title: 'On its way',
    text: '<b>Today</b>',
    reference: '',
    url: '/bill',
  })
})

const snapshot = (change: Partial<Snapshot>): Snapshot =>
  snapshotOf({
    amountReceived: 500_000,
    merchant: 'Kikoy House',
    history: [{ status: 'succeeded', at: '2026-11-21T10:42:00.000Z' }],
    createdAt: '2026-11-21T10:40:00.000Z',
    updatedAt: '2026-11-21T10:42:00.000Z',
    ...change,
  })

describe('a change of an order', () => {
  it('says what happened, was money taken, and what next, but for where there is nothing', () => {
    const texts = [
      snapshot({}),
      snapshot({
        status: 'failed',
        amountReceived: 0,
        safeToRetry: true,
        reason: { code: 'authentication_failed' },
      }),
      snapshot({ status: 'failed', amountReceived: 0, reason: { code: 'no_response' } }),
    ].map((each) => orderText(kit, each, speech))
    expect(
      texts.map(({ tone, title, reference, text }) => [tone, title, reference, plain(text)]),
    ).toEqual([
      ['success', 'Payment received', '№ 1205', 'KES 5,000.00 was paid.'],
      [
        'failure',
        'The PIN was not right',
        '№ 1205',
        'No money was taken. Try again with the right PIN.',
      ],
      [
        'notice',
        'Checking with your bank',
        '№ 1205',
        'It seems no money was taken. Nobody answered. Please don’t pay again yet.',
      ],
    ])
  })

  it('is news when the status has changed, and not with each version', () => {
    const before = snapshot({})
    expect(isNews(snapshot({ version: 5, receipt: 'NLJ7RT61SV' }), before)).toBe(false)
    const history = [
      ...before.history,
      { status: 'disputed' as const, at: '2026-11-22T10:42:00.000Z' },
    ]
    expect(isNews(snapshot({ version: 6, status: 'disputed', history }), before)).toBe(true)
  })

  it('is none of a relay that has lost history, or tells the same in another one', () => {
    const before = snapshot({})
    const lost = snapshot({ epoch: 'other', status: 'pending', amountReceived: 0, history: [] })
    expect(isNews(lost, before)).toBe(false)
    expect(isNews(snapshot({ epoch: 'other', version: 1 }), before)).toBe(false)
  })
})
