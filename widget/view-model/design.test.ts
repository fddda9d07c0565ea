/** The screens as they were designed: what each says, shows and offers. */

import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../relay/protocol.ts'
import { at, NOW, plain, seen, snapshot } from './testing.ts'
import type { View } from './view.ts'
import type { ViewInput } from './view-model.ts'

const PAID = { status: 'succeeded', amountReceived: 500_000 } as const
const PHONE = {
  status: 'requires_action',
  action: { type: 'approve_on_phone', hint: '07•• ••• 678' },
} as const
const soon = (seconds: number) => at(NOW + seconds * 1_000)
const escrow = { flow: 'escrow', merchant: 'Amina’s Workshop' } as const

/** The slot, read from its start: the clock, the sentence, the buttons with the main one in brackets. */
const slotOf = ({ leftBefore, left, leftAfter, note, buttons }: View): string =>
  [
    leftBefore + left + leftAfter,
    note,
    ...buttons.map((each) => [
      each.isMain ? `[${each.label}]` : each.label,
      ...(each.rest ? [each.rest] : []),
    ]),
  ]
    .flat()
    .filter(Boolean)
    .join(' · ')

const story = (shown: View) =>
  [
    `${shown.tone} ${shown.ring} ${shown.glyph}`,
    shown.title,
    `${shown.coin}: ${shown.money}`,
    shown.next,
    slotOf(shown),
  ]
    .map(plain)
    .join(' | ')

type Row = [
  state: string,
  order: Partial<Snapshot> | undefined,
  rest: Partial<ViewInput> & { waited?: number },
  /** Tone, ring and mark; title; money; what next; the slot. */
  told: string,
]

const STATES: Row[] = [
  [
    'nothing known',
    undefined,
    {},
    'quiet turning clock | Checking your payment | unknown: Checking if money was taken. | Please don’t pay again. This page updates by itself. | One moment…',
  ],
  [
    'a status that is newer than this page',
    { status: 'on_the_moon' as 'pending' },
    {},
    'quiet turning clock | Checking your payment | unknown: Checking if money was taken. | Please don’t pay again. This page updates by itself. | One moment…',
  ],
  [
    'a new epoch with less money',
    PAID,
    { isDoubtful: true },
    'quiet turning clock | Checking your payment | unknown: Checking if money was taken. | Please don’t pay again. This page updates by itself. | One moment…',
  ],
  [
    'pending',
    { status: 'pending' },
    { waited: 60_000 },
    'waiting turning clock | Waiting for your payment | none: No money has been taken. | Go on where you pay. This page updates by itself. | Waiting since 10:41. · Check now',
  ],
  [
    'approve on the phone',
    { ...PHONE, expiresAt: soon(65) },
    {},
    'waiting share phone | Approve on your phone | none: No money has been taken. | Look at the phone 07•• ••• 678 and enter your M‑Pesa PIN. | 1:05 left · Check now',
  ],
  [
    '… after 8 s',
    { ...PHONE, expiresAt: soon(55) },
    { waited: 8_000 },
    'waiting share phone | Approve on your phone | none: No money has been taken. | Look at the phone 07•• ••• 678 and enter your M‑Pesa PIN. | 0:55 left · Nothing there? Is your phone on? · Check now',
  ],
  [
    'approve in the app',
    {
      status: 'requires_action',
      provider: 'phonepe',
      action: { type: 'approve_in_app', hint: 'PhonePe', url: 'phonepe://pay' },
      expiresAt: soon(252),
    },
    {},
    'waiting share app | Approve in your app | none: No money has been taken. | Open PhonePe and approve the payment there. | 4:12 left · [Open PhonePe] · Check now',
  ],
  [
    'a bank’s page',
    { status: 'requires_action', action: { type: 'open_url', url: 'https://bank.example/3ds' } },
    {},
    'waiting turning lock | One more step | none: No money has been taken. | Your bank asks if it’s really you. Then you come back here. | [Go to my bank]',
  ],
  [
    'a code to scan',
    {
      status: 'requires_action',
      action: { type: 'scan', hint: 'any UPI app', url: 'upi://pay', qr: 'upi://pay' },
      expiresAt: soon(580),
    },
    {},
    'waiting share app | Scan to pay | none: No money has been taken. | Scan this with any UPI app. On this phone, press the button. | 9:40 left · [Open my app] · Check now',
  ],
  [
    'an account to pay to',
    {
      status: 'requires_action',
      action: { type: 'pay_to', payTo: '8077 0812' },
      expiresAt: soon(23 * 3600 + 720),
    },
    {},
    'waiting share bank | Send the money | none: No money has been taken. | Send exactly this amount to this account, before Nov 22, 09:54. | 23 hr 12 min left · Check now',
  ],
  [
    'processing',
    { status: 'processing' },
    { waited: 7_999 },
    'waiting turning clock | Confirming your payment | unknown: Checking if money was taken. | Please don’t pay again. This page updates by itself. | This takes a few seconds.',
  ],
  [
    '… after 8 s',
    { status: 'processing' },
    { waited: 8_000 },
    'waiting turning clock | Confirming your payment | unknown: Checking if money was taken. | Please don’t pay again. This page updates by itself. | Still checking with M‑Pesa. · Check now',
  ],
  [
    '… after 15 s',
    { status: 'processing' },
    { waited: 15_000 },
    'waiting turning clock | Confirming your payment | unknown: Checking if money was taken. | Please don’t pay again. This page updates by itself. | You can close this page: Kikoy House will hear of it. · Check now',
  ],
  [
    '… before the provider’s limit',
    { status: 'processing' },
    { waited: 59_999 },
    'waiting turning clock | Confirming your payment | unknown: Checking if money was taken. | Please don’t pay again. This page updates by itself. | You can close this page: Kikoy House will hear of it. · Check now',
  ],
  [
    '… at the provider’s limit',
    { status: 'processing' },
    { waited: 60_000 },
    'notice turning clock | Checking with your bank | unknown: Checking if money was taken. | It takes longer than usual. Please don’t pay again. | You can close this page: Kikoy House will hear of it. · Check now',
  ],
  [
    '… counted by a chain',
    { status: 'processing', confirmations: { count: 2, required: 3 } },
    {},
    'waiting pieces chain | Confirming your payment | unknown: Seen, but not certain yet. | 2 of 3 confirmations. Please don’t pay again. | You can close this page: Kikoy House will hear of it. · Check now',
  ],
  [
    '… that needs one confirmation',
    { status: 'processing', confirmations: { count: 0, required: 1 } },
    {},
    'waiting pieces chain | Confirming your payment | unknown: Seen, but not certain yet. | 0 of 1 confirmation. Please don’t pay again. | You can close this page: Kikoy House will hear of it. · Check now',
  ],
  [
    '… in another currency',
    { status: 'processing', reason: { code: 'currency_mismatch' } },
    {},
    'notice turning alert | Another currency came in | taken: Money was received, but not in KES. | Please don’t pay again. Tell Kikoy House the reference. | Kikoy House sees this, too. · Check now',
  ],
  [
    'asked by hand',
    { status: 'processing' },
    { waited: 20_000, isChecking: true, checked: { at: at(NOW), outcome: 'answered' } },
    'waiting turning clock | Confirming your payment | unknown: Checking if money was taken. | Please don’t pay again. This page updates by itself. | Asked at 10:42: M‑Pesa doesn’t know yet. · Checking…',
  ],
  [
    'authorized',
    { status: 'authorized' },
    {},
    'success closed lock | Payment approved | held: KES 5,000.00 is set aside, not taken yet. | You have nothing left to do. | [Continue]',
  ],
  [
    'partly paid',
    { status: 'partially_paid', amountReceived: 300_000, safeToRetry: true },
    {},
    'notice share plus | Part of it has arrived | part: KES 3,000.00 of KES 5,000.00 was received. | KES 2,000.00 is still to pay. | [Pay the rest]',
  ],
  [
    'partly paid, while more may come',
    { status: 'partially_paid', amountReceived: 300_000 },
    {},
    'notice share plus | Part of it has arrived | part: KES 3,000.00 of KES 5,000.00 was received. | KES 2,000.00 is still to pay. | This page updates by itself.',
  ],
  [
    'paid',
    PAID,
    {},
    'success closed check | Payment received | taken: KES 5,000.00 was paid. | You have nothing left to do. | [Continue]',
  ],
  [
    'paid, seen to happen',
    PAID,
    { continueIn: 4 },
    'success closed check | Payment received | taken: KES 5,000.00 was paid. | You have nothing left to do. | [Continue] · 4s · Stay here',
  ],
  [
    'paid, in a dialog',
    PAID,
    { continueIn: 4, continueUrl: '', isClosable: true },
    'success closed check | Payment received | taken: KES 5,000.00 was paid. | You have nothing left to do. | [Done] · 4s · Stay here',
  ],
  [
    'paid, and nowhere to go',
    PAID,
    { continueUrl: '' },
    'success closed check | Payment received | taken: KES 5,000.00 was paid. | You have nothing left to do. | ',
  ],
  [
    'overpaid',
    { ...PAID, amountReceived: 550_000, overpaid: true },
    {},
    'success closed check | Payment received | taken: KES 5,500.00 was paid. | KES 500.00 too much. Ask Kikoy House to send it back. | [Continue]',
  ],
  [
    'failed',
    { status: 'failed', safeToRetry: true, reason: { code: 'authentication_failed' } },
    {},
    'failure closed cross | The PIN was not right | none: No money was taken. | Try again with the right PIN. | [Try again]',
  ],
  [
    'failed, and nowhere to try again',
    { status: 'failed', safeToRetry: true },
    { canRetry: false },
    'failure closed cross | The payment did not go through | none: No money was taken. | You can try again. | This page updates by itself.',
  ],
  [
    'failed, in doubt',
    { status: 'failed', reason: { code: 'unreachable' } },
    {},
    'notice turning clock | Checking with your bank | unknown: It seems no money was taken. | Your phone was not reached. Please don’t pay again yet. | You can close this page: Kikoy House will hear of it. · Check now',
  ],
  [
    'failed, in doubt, and nobody says why',
    { status: 'failed', reason: { code: 'unknown' } },
    {},
    'notice turning clock | Checking with your bank | unknown: It seems no money was taken. | Please don’t pay again yet. If you paid just now, it will show here. | You can close this page: Kikoy House will hear of it. · Check now',
  ],
  [
    'a code, or an account, that the shop itself shows',
    { status: 'requires_action', action: { type: 'pay_to' } },
    {},
    'waiting turning bank | Send the money | none: No money has been taken. | Go on where you pay. This page updates by itself. | Check now',
  ],
  [
    'canceled, in doubt',
    { status: 'canceled' },
    {},
    'notice turning clock | Checking with your bank | unknown: It seems no money was taken. | The payment was canceled. Please don’t pay again yet. | You can close this page: Kikoy House will hear of it. · Check now',
  ],
  [
    'canceled by the shopper',
    { status: 'canceled', safeToRetry: true, reason: { code: 'canceled_by_customer' } },
    {},
    'quiet closed minus | You canceled the payment | none: No money was taken. | You can try again whenever you like. | [Try again]',
  ],
  [
    'canceled by others',
    { status: 'canceled', safeToRetry: true },
    {},
    'quiet closed minus | The payment was canceled | none: No money was taken. | You can try again whenever you like. | [Try again]',
  ],
  [
    'what a provider calls a failure, and the shopper did',
    { status: 'failed', safeToRetry: true, reason: { code: 'canceled_by_customer' } },
    {},
    'quiet closed minus | You canceled the payment | none: No money was taken. | You can try again whenever you like. | [Try again]',
  ],
  [
    'expired',
    { status: 'expired', safeToRetry: true, reason: { code: 'expired' } },
    {},
    'quiet closed clock | The time to pay ran out | none: No money was taken. | You can start again. | [Try again]',
  ],
  [
    'expired, in doubt',
    { status: 'expired', reason: { code: 'expired' } },
    {},
    'notice turning clock | The time to pay ran out | unknown: It seems no money was taken. | Please don’t pay again yet. If you paid just now, it will show here. | You can close this page: Kikoy House will hear of it. · Check now',
  ],
  [
    'partly sent back',
    { status: 'partially_refunded', amountReceived: 500_000, amountRefunded: 100_000 },
    {},
    'notice share back | Part was sent back | back: KES 1,000.00 of KES 5,000.00 was sent back. | Your bank may need a few days to show it. | ',
  ],
  [
    'sent back',
    { status: 'refunded', amountReceived: 500_000, amountRefunded: 500_000 },
    {},
    'notice closed back | Your money was sent back | back: KES 5,000.00 was sent back. | Your bank may need a few days to show it. | ',
  ],
  [
    'disputed',
    { status: 'disputed', amountReceived: 500_000 },
    {},
    'notice closed alert | This payment is disputed | contested: KES 5,000.00 is contested. | Kikoy House or your bank can tell you how it stands. | ',
  ],
  [
    'held in escrow',
    {
      ...escrow,
      status: 'authorized',
      amountReceived: 500_000,
      confirmations: { count: 1, required: 2 },
    },
    {},
    'success pieces lock | Your money is held | held: KES 5,000.00 is held. | It is handed over once all have confirmed. 1 of 2 confirmed so far. | This page updates by itself.',
  ],
  [
    'held in escrow, and nobody counts',
    { ...escrow, status: 'authorized', amountReceived: 500_000 },
    {},
    'success closed lock | Your money is held | held: KES 5,000.00 is held. | It is handed over once all have confirmed. | This page updates by itself.',
  ],
  [
    'released from escrow',
    { ...escrow, ...PAID },
    {},
    'success closed check | Handed over | taken: KES 5,000.00 was handed over. | You have nothing left to do. | [Continue]',
  ],
  [
    'escrow that failed',
    { ...escrow, status: 'failed', safeToRetry: true },
    {},
    'failure closed cross | The payment did not go through | none: No money was taken. | You can try again. | [Try again]',
  ],
  [
    'escrow that went back',
    { ...escrow, status: 'refunded', amountReceived: 500_000, amountRefunded: 500_000 },
    {},
    'notice closed back | Your money was sent back | back: KES 5,000.00 was sent back. | Your bank may need a few days to show it. | ',
  ],
  [
    'silence, while the phone asks',
    { ...PHONE, expiresAt: soon(31) },
    { isSilent: true },
    'quiet broken phone | No connection right now | none: At 10:42 no money had been taken. | We can’t see your payment right now. If your phone asks for your PIN, you can still enter it. | 0:31 left · Check now',
  ],
  [
    'silence, while the shopper pays elsewhere',
    { status: 'pending' },
    { isSilent: true },
    'quiet broken clock | No connection right now | none: At 10:42 no money had been taken. | We can’t see your payment right now. If you have paid already, please don’t pay again. | Check now',
  ],
  [
    'silence, while it is confirmed',
    { status: 'processing' },
    { isSilent: true },
    'quiet broken clock | No connection right now | unknown: At 10:42 it was not known if money was taken. | We can’t see your payment right now. Please don’t pay again. | Check now',
  ],
  [
    'silence, and the time to pay ran out',
    { ...PHONE, expiresAt: soon(0) },
    { isSilent: true },
    'quiet broken phone | No connection right now | none: At 10:42 no money had been taken. | We can’t see your payment right now. Please don’t pay again. | Check now',
  ],
  [
    'silence after a failure',
    { status: 'failed', safeToRetry: true, reason: { code: 'authentication_failed' } },
    { isSilent: true },
    'quiet broken cross | No connection right now | none: At 10:42 no money had been taken. | The PIN was not right. Please don’t pay again yet. | You can try again once we are back. · Check now',
  ],
  [
    'silence after a success',
    PAID,
    { isSilent: true },
    'success closed check | Payment received | taken: At 10:42 KES 5,000.00 had been paid. | You have nothing left to do. | [Continue]',
  ],
  [
    'silence while money is held',
    { ...escrow, status: 'authorized', amountReceived: 500_000 },
    { isSilent: true },
    'success closed lock | Your money is held | held: As of 10:42: KES 5,000.00 is held. | It is handed over once all have confirmed. | This page updates by itself.',
  ],
  [
    'test money',
    { ...PAID, test: true },
    {},
    'success closed check | Payment received | taken: KES 5,000.00 in test money. | Nothing real was paid. | [Continue]',
  ],
  [
    'the time to act is over',
    { ...PHONE, expiresAt: soon(0) },
    {},
    'quiet turning clock | Checking your payment | unknown: Checking if money was taken. | Please don’t pay again. This page updates by itself. | One moment…',
  ],
]

describe('what the shopper sees', () => {
  it.each(STATES)('of %s', (_, order, { waited, ...rest }, told) => {
    const known = order && snapshot(order, waited)
    expect(story(seen({ snapshot: known, ...rest }))).toEqual(told)
  })
})

describe('a failure says why, and what to do about it', () => {
  it.each([
    ['authentication_failed', 'The PIN was not right', 'Try again with the right PIN.'],
    ['insufficient_funds', 'Not enough money', 'Add money or pay another way, then try again.'],
    ['declined', 'Your bank said no', 'Ask your bank, or pay another way.'],
    ['no_response', 'Nobody answered', 'Keep your phone at hand, then try again.'],
    [
      'unreachable',
      'Your phone was not reached',
      'See that it is on and has network. Then try again.',
    ],
    ['limit_exceeded', 'Over your limit', 'Pay another way, or ask your bank to raise the limit.'],
    ['invalid_account', 'This account can’t pay', 'Look at the number again, or pay another way.'],
    ['canceled_by_customer', 'You canceled the payment', 'You can try again whenever you like.'],
    ['provider_error', 'M‑Pesa had a problem', 'It was not your fault. You can try again.'],
    ['expired', 'The time to pay ran out', 'You can start again.'],
    ['duplicate_request', 'The payment did not go through', 'You can try again.'],
    ['amount_mismatch', 'The payment did not go through', 'You can try again.'],
    ['currency_mismatch', 'The payment did not go through', 'You can try again.'],
    ['unknown', 'The payment did not go through', 'You can try again.'],
    ['struck_by_lightning', 'The payment did not go through', 'You can try again.'],
    ['constructor', 'The payment did not go through', 'You can try again.'],
  ])('%s', (code, title, next) => {
    const reason = { code: code as 'unknown' }
    const failed = snapshot({ status: 'failed', safeToRetry: true, reason })
    expect(seen({ snapshot: failed })).toMatchObject({ title, next })
  })

  it('a card has no PIN, but a code; and who has no name is the bank', () => {
    const failed = (code: 'authentication_failed' | 'provider_error') =>
      seen({
        snapshot: snapshot({
          status: 'failed',
          safeToRetry: true,
          provider: 'stripe',
          reason: { code },
        }),
      })
    expect(failed('authentication_failed')).toMatchObject({
      title: 'The code was not right',
      next: 'Try again with the right code.',
    })
    expect(failed('provider_error').title).toBe('Your bank had a problem')
  })
})

describe('a badge', () => {
  it.each<[string, Partial<Snapshot> | undefined, Partial<ViewInput>]>([
    ['Checking', undefined, {}],
    ['Not paid yet', { status: 'pending' }, {}],
    ['Waiting for you', PHONE, {}],
    ['Waiting for you', { status: 'requires_action', action: { type: 'scan' } }, {}],
    ['Confirming', { status: 'processing' }, {}],
    ['Checking', { status: 'failed' }, {}],
    ['Checking', { status: 'expired' }, {}],
    ['Approved', { status: 'authorized' }, {}],
    ['Held', { ...escrow, status: 'authorized' }, {}],
    ['Partly paid', { status: 'partially_paid', amountReceived: 1 }, {}],
    ['Paid', PAID, {}],
    ['Paid', PAID, { isSilent: true }],
    ['Handed over', { ...escrow, ...PAID }, {}],
    ['Not paid', { status: 'failed', safeToRetry: true }, {}],
    ['Canceled', { status: 'canceled', safeToRetry: true }, {}],
    ['Time ran out', { status: 'expired', safeToRetry: true }, {}],
    ['Partly sent back', { status: 'partially_refunded' }, {}],
    ['Sent back', { status: 'refunded' }, {}],
    ['Disputed', { status: 'disputed' }, {}],
    ['Not paid at 10:42', { status: 'pending' }, { isSilent: true }],
    ['Checking', { status: 'processing' }, { isSilent: true }],
  ])('%s', (badge, order, rest) => {
    expect(seen({ snapshot: order && snapshot(order), ...rest }).badge).toBe(badge)
  })
})

it.each([
  ['live', 'Live'],
  ['polling', 'Asking every few seconds'],
  ['connecting', 'Reconnecting…'],
  ['offline', 'Offline: your payment is not affected.'],
] as const)('the connection, at the foot: %s', (connection, connectionText) => {
  expect(seen({ connection })).toMatchObject({ connection, connectionText })
})
