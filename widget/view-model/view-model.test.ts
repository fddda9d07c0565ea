import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACTION_TYPES,
  REASON_CODES,
  STATUSES,
  type PaymentStatus,
  type Snapshot,
} from '../../relay/protocol.ts'
import type { Connection } from '../client/connection.ts'
import { at, ENGLISH, NOW, plain, seen, seenAtFirst, snapshot } from './testing.ts'
import type { Coin, View } from './view.ts'
import type { ViewInput } from './view-model.ts'

/** What this page may never have heard of; some of it nastily named, or as something of ours. */
const NEWER = ['on_the_moon', '', 'constructor', '__proto__', 'held', 'scan', 'bank', 'silent']
const NASTY = [
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'https\n:javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'blob:https://shop.example/1',
  'file:///etc/passwd',
]
const LINKS = [
  'https://bank.example/3ds',
  'upi://pay?pa=chai@upi',
  'intent://pay#Intent;scheme=upi;end',
]

const some = <Value>(...values: readonly Value[]) => fc.constantFrom(...values)
const maybe = <Value>(...values: readonly Value[]) => fc.constantFrom(undefined, ...values)
const money = fc.nat(1_000_000)
const connection = some<Connection>('offline', 'connecting', 'live', 'polling')

const action = fc.record(
  {
    type: some<string>(...ACTION_TYPES, ...NEWER, 'succeeded', 'failed') as fc.Arbitrary<'scan'>,
    hint: some('07•• ••• 678', 'PhonePe', 'تطبيق البنك'),
    url: some(...LINKS, ...NASTY),
    qr: some('upi://pay?pa=chai@upi'),
    payTo: some('Paybill 522522'),
  },
  { requiredKeys: ['type'] },
)

/** All that can be said of an order, and what need not be. */
const order = (statuses: readonly string[] = [...STATUSES, ...NEWER]) =>
  fc
    .record(
      {
        status: some(...statuses) as fc.Arbitrary<PaymentStatus>,
        flow: some<string>('payment', 'escrow', 'barter') as fc.Arbitrary<'escrow'>,
        registered: fc.boolean(),
        test: fc.boolean(),
        amount: fc.option(money),
        currency: some('KES', 'JPY', 'KWD', 'USDT', null),
        amountReceived: money,
        amountRefunded: money,
        overpaid: fc.boolean(),
        waived: some(-5_000, 0, 5_000),
        safeToRetry: fc.boolean(),
        provider: some('daraja', 'phonepe', 'stripe', 'constructor'),
        receipt: some('NLJ7RT61SV'),
        reason: fc.record({
          code: some<string>(...REASON_CODES, ...NEWER) as fc.Arbitrary<'unknown'>,
        }),
        action,
        confirmations: some(
          { count: 0, required: 1 },
          { count: 1, required: 2 },
          { count: 5, required: 3 },
          { count: 0, required: 0 },
        ),
        expiresAt: some(at(NOW - 1), at(NOW), at(NOW + 90_000), at(NOW + 90_000_000), 'soon'),
        waited: some(0, 7_999, 8_000, 15_000, 60_000, 300_000, 999_999_999),
      },
      { requiredKeys: ['status', 'safeToRetry'] },
    )
    .map(({ waited, ...change }) => snapshot(change, waited))

const anyInput = (orders: fc.Arbitrary<Snapshot | undefined>) =>
  fc.record(
    {
      snapshot: orders,
      connection,
      isDoubtful: fc.boolean(),
      isBehind: fc.boolean(),
      isSilent: fc.boolean(),
      canRetry: fc.boolean(),
      isClosable: fc.boolean(),
      isChecking: fc.boolean(),
      checked: maybe(
        { at: at(NOW - 1_000), outcome: 'answered' },
        { at: at(NOW - 60_000), outcome: 'later' },
        { at: at(NOW), outcome: 'cannot' },
        { at: 'now', outcome: 'seen' },
      ),
      continueIn: maybe(4),
      continueUrl: some('', '/thanks', 'https://shop.example/'),
      language: some('en', 'en-US', 'sw', 'ar', 'no such language', ''),
      shownAt: some(NOW - 100_000, NOW),
    },
    { requiredKeys: ['snapshot'] },
  )

const known = anyInput(order(STATUSES))
const anything = anyInput(fc.option(order(), { nil: undefined }))

const RUNS = { numRuns: 1_000 }

/** Holds whatever is known, with and without what is loaded behind the first request. */
const always = (
  promise: (shown: View, given: Partial<ViewInput>) => void,
  inputs: fc.Arbitrary<Partial<ViewInput>> = anything,
) =>
  fc.assert(
    fc.property(inputs, (given) => {
      promise(seen(given), given)
      promise(seenAtFirst(given), given)
    }),
    RUNS,
  )

const isOver = (status = '') => ['failed', 'canceled', 'expired'].includes(status)
const isUndone = (status = '') => ['pending', 'requires_action'].includes(status)

describe('whatever is known, and whatever is not', () => {
  it('the shopper is told what happened, whether money was taken, and what to do next', () => {
    always(({ title, money, next }) => {
      for (const sentence of [title, money, next]) expect(sentence).toMatch(/\w/)
    })
  })

  it('no text has a hole in it, or shows how it was made', () => {
    always((shown) => {
      const texts = [shown, ...shown.buttons].flatMap((each) => Object.values<unknown>({ ...each }))
      for (const text of texts.filter((each) => typeof each !== 'object')) {
        expect(String(text)).not.toMatch(
          /[{}]|undefined|NaN|Invalid|\[object|\u2068\u2069| {2}| [.,:]/,
        )
      }
    })
  })

  it('the title is one of ours', () => {
    const titles = new Set<string>([
      ...Object.values(ENGLISH.title),
      ...Object.values(ENGLISH.reason),
      ...['M\u2011Pesa', 'PhonePe', 'Your bank'].map((name) => `${name} had a problem`),
    ])
    always(({ title }) => expect(titles).toContain(title))
  })

  it('nobody is offered to pay again unless the relay says that it is safe, and we hear it', () => {
    always(({ buttons, title, next }, { snapshot: order, ...given }) => {
      const isSafe = order?.safeToRetry && !given.isSilent && !given.isBehind && !given.isDoubtful
      if (isSafe) return
      expect(buttons.filter(({ deed }) => deed === 'retry')).toEqual([])
      expect(`${title} ${next}`).not.toMatch(/try again/i)
    })
  })

  it('nobody is offered to try again with nowhere to go', () => {
    always(({ buttons }, { canRetry = true }) => {
      const retries = buttons.filter(({ deed }) => deed === 'retry')
      expect(retries.length).toBeLessThanOrEqual(canRetry ? 1 : 0)
    })
  })

  it('nothing is offered to pay, or to pay with, where what we know may be wrong', () => {
    always(({ buttons, code, payTo, payAmount, left }, { snapshot: order, ...given }) => {
      const isPast = Date.parse(order?.expiresAt ?? '') <= NOW
      if (!given.isDoubtful && !given.isBehind && !isPast && isUndone(order?.status)) return
      const open = buttons.filter(({ deed }) => deed === 'open')
      expect({ open, code, payTo, payAmount, left }).toEqual({
        open: [],
        code: '',
        payTo: '',
        payAmount: '',
        left: '',
      })
    })
  })

  it('red is a failure that is known, and nothing else', () => {
    always(({ tone }, { snapshot: order, isSilent, isBehind, isDoubtful }) => {
      if (tone !== 'failure') return
      expect(order).toMatchObject({ status: 'failed', safeToRetry: true })
      expect(isSilent || isBehind || isDoubtful || false).toBe(false)
    })
  })

  it('only a failure, or that the time ran out, interrupts', () => {
    always(({ isUrgent, coin }, { snapshot: order }) => {
      if (!isUrgent) return
      expect(order?.status).toMatch(/^(failed|expired)$/)
      expect(coin).toBe('none')
    })
  })

  it('the mark of the money is never more certain than the status', () => {
    const allowed: Readonly<Record<string, Coin[]>> = {
      pending: ['none'],
      requires_action: ['none'],
      processing: ['taken'],
      authorized: ['held'],
      partially_paid: ['part'],
      succeeded: ['taken'],
      failed: ['none'],
      canceled: ['none'],
      expired: ['none'],
      partially_refunded: ['back'],
      refunded: ['back'],
      disputed: ['contested'],
    }
    always(({ coin, money }, { snapshot: order, isDoubtful, isBehind }) => {
      const { status = '', safeToRetry, reason } = order ?? {}
      if (coin === 'unknown') return
      expect(isDoubtful ?? false).toBe(false)
      expect(Object.hasOwn(allowed, status) ? allowed[status] : []).toContain(coin)
      if (status === 'processing') expect(reason?.code).toBe('currency_mismatch')
      if (isOver(status)) expect(safeToRetry).toBe(true)
      if (coin === 'none') expect(money).toMatch(isBehind ? /^At .* had been/ : /./)
    })
  })

  it('the connection never changes what is said of the payment', () => {
    fc.assert(
      fc.property(anything, connection, (given, other) => {
        const { connection: _, connectionText: __, ...rest } = seen(given)
        expect(seen({ ...given, connection: other })).toMatchObject(rest)
      }),
    )
  })

  it('there is at most one main thing to do, it stands first, and one besides', () => {
    always(({ buttons }) => {
      expect(buttons.length).toBeLessThanOrEqual(2)
      expect(buttons.slice(1).filter(({ isMain }) => isMain)).toEqual([])
    })
  })

  it('no address of an order runs as a script', () => {
    always(({ buttons }) => {
      for (const { href } of buttons) {
        const { protocol } = new URL(href, 'https://shop.example')
        expect(protocol).toMatch(/^(https?|upi|intent):$/)
      }
    })
  })

  it('what the first words say of the money, all words say', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const [first, all] = [seenAtFirst(given), seen(given)]
        // Who is checking says nothing of it.
        if (first.coin !== 'unknown' && all.title !== ENGLISH.title.checking) {
          expect(all.coin).toBe(first.coin)
        }
      }),
      RUNS,
    )
  })

  it('no time that passes takes back what the shopper has to do', () => {
    fc.assert(
      fc.property(
        known.filter(({ snapshot: order }) => isUndone(order?.status) && !order?.expiresAt),
        fc.nat(900_000),
        (given, waited) => {
          const now = seen({ ...given, now: NOW + waited })
          expect(now).toMatchObject(
            (({ title, money, next }) => ({ title, money, next }))(seen(given)),
          )
        },
      ),
    )
  })

  it('an order of which only the least is told is told all the same', () => {
    fc.assert(
      fc.property(known, (given) => {
        const { id, epoch, version, status, amountReceived } = given.snapshot as Snapshot
        const least = { id, epoch, version, status, amountReceived } as Snapshot
        expect(seen({ ...given, snapshot: least }).money).toMatch(/\w/)
        expect(seenAtFirst({ ...given, snapshot: least }).money).toMatch(/\w/)
      }),
    )
  })
})

describe('what is not known', () => {
  const unknown: [string, fc.Arbitrary<Partial<ViewInput>>][] = [
    ['before anything is', anyInput(fc.constant(undefined))],
    [
      'of a status newer than this page',
      anyInput(order(NEWER)).map((given) => ({ ...given, isSilent: false })),
    ],
    [
      'when the relay lost history in which money came in',
      known.map((given) => ({ ...given, isDoubtful: true })),
    ],
    [
      'when another tab has seen something newer than that no money came',
      anyInput(order(['pending', 'requires_action', 'failed', 'canceled', 'expired'])).map(
        (given) => ({ ...given, isBehind: true, isSilent: false }),
      ),
    ],
  ]

  it.each(unknown)('%s, is called "checking", and nothing is offered', (_, given) => {
    always(({ title, money, next, tone, buttons, receipt }) => {
      expect({ title, money, next, tone, buttons, receipt }).toEqual({
        title: 'Checking your payment',
        money: 'Checking if money was taken.',
        next: 'Please don’t pay again. This page updates by itself.',
        tone: 'quiet',
        buttons: [],
        receipt: '',
      })
    }, given)
  })

  it('stays unsaid until there are words for it: held, in doubt, of another kind, or not real', () => {
    for (const change of [
      { status: 'authorized' },
      { status: 'succeeded', flow: 'escrow', amountReceived: 500_000 },
      { status: 'succeeded', test: true, amountReceived: 500_000 },
      { status: 'partially_paid', amountReceived: 1 },
      { status: 'partially_refunded' },
      { status: 'refunded' },
      { status: 'disputed' },
      { status: 'failed' },
      { status: 'expired' },
    ] as const) {
      expect(seenAtFirst({ snapshot: snapshot(change) }).title).toBe('Checking your payment')
    }
  })

  it('of a failure, before the reasons are loaded, is why', () => {
    const reason = { code: 'insufficient_funds' } as const
    const failed = snapshot({ status: 'failed', safeToRetry: true, reason })
    expect(seenAtFirst({ snapshot: failed }).title).toBe('The payment did not go through')
  })
})

describe('silence', () => {
  it('has each sentence about money say as of when it holds', () => {
    fc.assert(
      fc.property(known, (given) => {
        const { money } = seen({
          ...given,
          isSilent: true,
          isDoubtful: false,
          language: 'en',
          now: NOW + 90_000,
          heardAt: NOW,
        })
        expect(money).toMatch(/^(At|As of) 10:42/)
      }),
    )
  })

  it('says what we cannot see, and offers no other attempt', () => {
    const { money, next, buttons } = seen({
      snapshot: snapshot({ status: 'pending' }),
      isSilent: true,
    })
    expect(`${money} ${next}`).toMatch(
      /^At 10:42 no money had been taken\. We can’t see your payment right now\./,
    )
    expect(buttons.map(({ deed }) => deed)).toEqual(['check'])
  })

  it('is not told of who is back and merely asks: we are checking, and what had come stays as it was', () => {
    fc.assert(
      fc.property(known, (given) => {
        const before = seen({ ...given, isDoubtful: false, isSilent: false })
        const back = seen({ ...given, isDoubtful: false, isSilent: true, isReturning: true })
        const hasCome = before.coin !== 'none' && before.coin !== 'unknown'
        const { title, money, announcement } = hasCome ? before : seen({ snapshot: undefined })
        expect(back).toMatchObject({ title, money, announcement })
        expect(back.buttons.map(({ deed }) => deed)).not.toContain('retry')
      }),
    )
  })

  it('says the time of the order, where nothing says when it was heard of', () => {
    const pending = snapshot({ status: 'pending', updatedAt: at(NOW - 60_000) })
    expect(seen({ snapshot: pending, isSilent: true, heardAt: undefined }).money).toBe(
      'At 10:41 no money had been taken.',
    )
  })
})

describe('money', () => {
  const paid = { status: 'succeeded', amountReceived: 500_000 } as const
  const told = (change: Partial<Snapshot>, rest: Partial<ViewInput> = {}) => {
    const { money, moneyNote, next } = seen({ snapshot: snapshot(change), ...rest })
    return plain([money, moneyNote, next].filter(Boolean).join(' '))
  }

  it.each([
    ['KES', 500_000, 'KES 5,000.00'],
    ['JPY', 500, '¥500'],
    ['KWD', 12_345, 'KWD 12.345'],
    ['USDT', 500, 'USDT 5.00'],
  ])('in %s is told from its minor units', (currency, amount, amountText) => {
    expect(plain(seen({ snapshot: snapshot({ currency, amount }) }).amount)).toBe(amountText)
  })

  it('is written as the language of the page writes it', () => {
    expect(plain(seen({ language: 'de' }).amount)).toBe('5.000,00 KES')
  })

  it('is still told in a language that no browser knows', () => {
    expect(plain(seen({ language: 'no such language' }).amount)).toMatch(/^KES 5.000.00$/)
  })

  it('of a test is never told as real', () => {
    always(({ coin, money, moneyNote, next, test }, { snapshot: order }) => {
      if (!order?.test || coin === 'none' || coin === 'unknown') return
      expect(test).toBe('Test money')
      expect(`${money} ${moneyNote} ${next}`).toMatch(/in test money|Nothing real was paid/)
    })
  })

  it('that was waived is told, and counts as paid', () => {
    expect(told({ ...paid, amountReceived: 400_000, waived: 100_000 })).toBe(
      'KES 4,000.00 was paid. KES 1,000.00 off the price. You have nothing left to do.',
    )
    expect(told({ ...paid, amountReceived: 510_000, waived: -10_000 })).toBe(
      'KES 5,100.00 was paid. KES 100.00 on top of the price. You have nothing left to do.',
    )
    expect(told({ status: 'partially_paid', amountReceived: 100_000, waived: 100_000 })).toBe(
      'KES 1,000.00 of KES 5,000.00 was received. KES 1,000.00 off the price. KES 3,000.00 is still to pay.',
    )
  })

  it('of an order that nobody has registered is told as well as can be', () => {
    const unregistered = { registered: false, amount: null } as const
    expect(told({ ...unregistered, currency: null, status: 'pending' })).toBe(
      'No money has been taken. Go on where you pay. This page updates by itself.',
    )
    expect(told({ ...paid, ...unregistered })).toBe(
      'KES 5,000.00 was paid. You have nothing left to do.',
    )
    expect(told({ ...paid, ...unregistered, currency: null })).toBe(
      'The amount was paid. You have nothing left to do.',
    )
    expect(told({ ...paid, ...unregistered, currency: null }, { isSilent: true })).toBe(
      'At 10:42 the amount had been paid. You have nothing left to do.',
    )
    expect(told({ ...unregistered, status: 'authorized' })).toBe(
      'The amount is set aside, not taken yet. You have nothing left to do.',
    )
    expect(told({ ...unregistered, status: 'disputed', amountReceived: 300 })).toMatch(
      /^KES 3\.00 is contested\./,
    )
  })

  it('that is too much by nobody knows how much is not called too much', () => {
    expect(told({ ...paid, overpaid: true })).toBe(
      'KES 5,000.00 was paid. You have nothing left to do.',
    )
  })

  it('that must be typed is bare digits', () => {
    const action = { type: 'pay_to', payTo: '8077 0812' } as const
    const { payTo, payAmount } = seen({ snapshot: snapshot({ status: 'requires_action', action }) })
    expect({ payTo, payAmount }).toEqual({ payTo: '8077 0812', payAmount: '5000' })
  })
})

describe('directions', () => {
  const paid = snapshot({ status: 'disputed', amountReceived: 500_000 })

  it('that cannot differ leave a text plain', () => {
    expect(seen({ snapshot: paid }).next).toBe(
      'Kikoy House or your bank can tell you how it stands.',
    )
  })

  it('that can differ are kept apart', () => {
    const shop = 'متجر الياسمين'
    expect(seen({ snapshot: paid, merchant: shop }).next).toBe(
      `\u2068${shop}\u2069 or your bank can tell you how it stands.`,
    )
    const arabic = { ...ENGLISH, money: { ...ENGLISH.money, disputed: 'نزاع على {amount}.' } }
    expect(seen({ snapshot: paid, words: arabic }).money).toMatch(/\u2068KES\s5,000\.00\u2069\.$/)
  })
})

describe('what there is to do', () => {
  const phone = (change: Partial<Snapshot> = {}) =>
    snapshot({ status: 'requires_action', action: { type: 'approve_on_phone' }, ...change })

  it.each<[string, Partial<Snapshot>, string]>([
    [
      'is on a phone of which nobody gave the number',
      {},
      'Look at your phone and enter your M‑Pesa PIN.',
    ],
    [
      'comes from one of whom we know no name',
      { provider: 'stripe' },
      'Look at your phone and enter your PIN.',
    ],
    [
      'is in an app of which nobody gave the name',
      { action: { type: 'approve_in_app' } },
      'Open your bank’s app and approve the payment there.',
    ],
    [
      'is to scan a code with no button',
      { action: { type: 'scan', qr: 'upi://pay' } },
      'Scan this with your bank’s app.',
    ],
    [
      'is to send money whenever one likes',
      { action: { type: 'pay_to', payTo: '522522' } },
      'Send exactly this amount to this account.',
    ],
    [
      'is newer than this page',
      { action: { type: 'sing' as 'scan' } },
      'Go on where you pay. This page updates by itself.',
    ],
    ['was not told', { action: undefined as never }, 'Your bank or wallet asks you to approve it.'],
  ])('is told when it %s', (_, change, next) => {
    expect(seen({ snapshot: phone(change) }).next).toBe(next)
  })

  it('is checked after the first seconds, which come to their end by themselves', () => {
    const deeds = (waited: number) =>
      seen({ snapshot: snapshot({ status: 'processing' }, waited) }).buttons.map(({ deed }) => deed)
    expect([deeds(7_999), deeds(8_000)]).toEqual([[], ['check']])
  })

  it('rests while it is checked; who does not say so is not checking', () => {
    const check = (isChecking: boolean | undefined) =>
      seen({
        snapshot: snapshot({ status: 'pending' }),
        isChecking: isChecking as boolean,
      }).buttons[0]
    expect(check(true)).toMatchObject({ label: 'Checking…', isResting: true })
    expect(check(undefined)).toMatchObject({ label: 'Check now', isResting: false })
  })

  it('is a link: with a word of where it leads', () => {
    const link = (type: 'scan', url: string, hint?: string) =>
      seen({ snapshot: phone({ action: { type, url, ...(hint && { hint }) } }) }).buttons[0]
    expect(link('approve_in_app' as 'scan', 'phonepe://pay', 'PhonePe')).toMatchObject({
      label: 'Open PhonePe',
      href: 'phonepe://pay',
    })
    for (const scheme of ['paytmmp', 'gpay', 'tez', 'bitcoin', 'lightning', 'upi']) {
      expect(link('scan', `${scheme}:pay`)).toMatchObject({ label: 'Open my app', isMain: true })
    }
    expect(link('scan', 'intent://pay#Intent;scheme=upi;end')?.label).toBe('Open my app')
    expect(link('sing' as 'scan', 'https://pay.example')).toMatchObject({ label: 'Continue' })
  })

  it('sends nobody away who still has to pay', () => {
    expect(seen({ snapshot: phone({}), now: NOW + 900_000 }).note).not.toMatch(/close/)
  })
})

describe('the time left', () => {
  const left = (seconds: number, language = 'en') =>
    seen({
      snapshot: snapshot({ status: 'requires_action', expiresAt: at(NOW + seconds * 1_000) }),
      language,
    })

  it.each([
    [0.4, '0:00'],
    [31, '0:31'],
    [65, '1:05'],
    [3_599, '59:59'],
    [3_600, '1 hr 0 min'],
    [83_520, '23 hr 12 min'],
    [90_000, '1 day 1 hr'],
  ])('of %d s', (seconds, text) => {
    expect(left(seconds)).toMatchObject({ left: text, leftBefore: '', leftAfter: ' left' })
  })

  it('is written in the digits of the language', () => {
    expect(left(65, 'ar-EG').left).toBe('١:٠٥')
    expect(left(65, 'mr').left).toBe('१:०५')
  })

  it('is never less than nothing: then we are checking', () => {
    expect(left(0)).toMatchObject({ left: '', title: 'Checking your payment' })
    expect(left(-5)).toMatchObject({ left: '', title: 'Checking your payment' })
  })

  it('is a share of the whole time, the same after a reload', () => {
    const whole = { status: 'requires_action', expiresAt: at(NOW + 30_000) } as const
    const { share, ring } = seen({ snapshot: snapshot(whole, 60_000), shownAt: NOW })
    expect({ share: share.toFixed(2), ring }).toEqual({ share: '0.33', ring: 'share' })
  })

  it('is unknown where the relay says nonsense', () => {
    const nonsense = snapshot({ status: 'requires_action', expiresAt: 'soon' })
    expect(seen({ snapshot: nonsense })).toMatchObject({ left: '', ring: 'turning', share: 0 })
  })
})

describe('what was asked of the provider', () => {
  const processing = (outcome: string, age: number, rest: Partial<ViewInput> = {}) =>
    seen({
      snapshot: snapshot({ status: 'processing' }, 60_000),
      checked: { at: at(NOW - age), outcome },
      ...rest,
    }).note

  it('is told for a while, where the provider could be asked', () => {
    const asked = 'Asked at 10:42: M‑Pesa doesn’t know yet.'
    expect(processing('answered', 0)).toBe(asked)
    expect(processing('later', 0)).toBe(asked)
    expect(processing('cannot', 0)).toMatch(/^You can close/)
    expect(processing('answered', 15_000)).toMatch(/^You can close/)
    expect(processing('answered', 0, { isSilent: true })).toBe('')
  })

  it('is nothing to tell once all is known', () => {
    const checked = { at: at(NOW), outcome: 'answered' }
    const paid = snapshot({ status: 'succeeded', amountReceived: 500_000 })
    expect(seen({ snapshot: paid, checked }).note).toBe('')
    const foreign = snapshot({ status: 'processing', reason: { code: 'currency_mismatch' } })
    expect(seen({ snapshot: foreign, checked }).note).toBe('Kikoy House sees this, too.')
  })
})
