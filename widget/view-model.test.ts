import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACTION_TYPES,
  REASON_CODES,
  STATUSES,
  type PaymentStatus,
  type Snapshot,
} from '../relay/protocol.ts'
import { en } from './locales/en.ts'
import { view, type ViewInput } from './view-model.ts'

const AT = '2026-11-21T08:30:00.000Z'

const snapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
  id: 'ORD-1205',
  epoch: 'k3f9',
  version: 4,
  status: 'succeeded',
  flow: 'payment',
  registered: true,
  test: false,
  amount: 500_000,
  currency: 'KES',
  amountReceived: 500_000,
  amountRefunded: 0,
  overpaid: false,
  safeToRetry: false,
  history: [],
  createdAt: AT,
  updatedAt: AT,
  ...change,
})

const input = (change: Partial<ViewInput> = {}): ViewInput => ({
  order: 'ORD-1205',
  snapshot: snapshot(),
  connection: 'live',
  isDoubtful: false,
  isBehind: false,
  waited: 0,
  language: 'en',
  words: en,
  merchant: 'Kikoy House',
  ...change,
})

/** What the shopper sees of a snapshot. */
const seen = (change: Partial<Snapshot>, rest: Partial<ViewInput> = {}) =>
  view(input({ snapshot: snapshot(change), ...rest }))

/** Without the marks that keep each value in its own direction, and with ordinary spaces. */
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, '').replace(/\s/g, ' ')

/** A status that this widget may never have heard of, some of them nastily named. */
const NEWER = ['on_the_moon', '', 'constructor', '__proto__'] as string[] as PaymentStatus[]

const connection = fc.constantFrom('offline', 'connecting', 'live', 'polling')
const money = fc.nat(1_000_000)

const action = fc.record({
  type: fc.constantFrom(...ACTION_TYPES),
  payTo: fc.constant('Paybill 522522'),
})

const anySnapshot = (statuses: readonly PaymentStatus[]) =>
  fc
    .record(
      {
        status: fc.constantFrom(...statuses),
        flow: fc.constantFrom('payment', 'escrow'),
        amount: fc.option(money),
        currency: fc.constantFrom('KES', 'JPY', 'KWD', null),
        amountReceived: money,
        amountRefunded: money,
        overpaid: fc.boolean(),
        safeToRetry: fc.boolean(),
        reason: fc.record({ code: fc.constantFrom(...REASON_CODES) }),
        action,
        receipt: fc.constant('NLJ7RT61SV'),
      },
      { requiredKeys: ['status', 'safeToRetry'] },
    )
    .map((change) => snapshot(change))

const anyInput = (snapshots: fc.Arbitrary<Snapshot | undefined>) =>
  fc.record({
    snapshot: snapshots,
    connection,
    isDoubtful: fc.boolean(),
    isBehind: fc.boolean(),
    waited: fc.nat(60_000),
    language: fc.constantFrom('en', 'sw', 'ar', 'no such language'),
  })

const known = anySnapshot(STATUSES)
const anything = fc.option(anySnapshot([...STATUSES, ...NEWER]), { nil: undefined })

describe('whatever is known, and whatever is not', () => {
  it('the shopper is told what happened, whether money was taken, and what to do next', () => {
    fc.assert(
      fc.property(anyInput(anything), (given) => {
        const { title, money, next } = view(input(given))
        for (const sentence of [title, money, next]) {
          expect(sentence).toMatch(/\w/)
          // An empty value would leave a hole in it.
          expect(sentence).not.toContain('\u2068\u2069')
          expect(sentence).not.toMatch(/[{}]|undefined|NaN/)
        }
      }),
    )
  })

  it('nobody is offered to pay again unless the relay says that it is safe', () => {
    fc.assert(
      fc.property(anyInput(anything), (given) => {
        const { retry, title, next } = view(input(given))
        if (given.snapshot?.safeToRetry && !given.isDoubtful && !given.isBehind) return
        expect(retry).toBe('')
        expect(`${title} ${next}`).not.toMatch(/try again/i)
      }),
    )
  })

  it('the connection never changes what is said of the payment', () => {
    fc.assert(
      fc.property(anyInput(anything), connection, (given, other) => {
        const { connection: _, ...one } = view(input(given))
        expect(view(input({ ...given, connection: other }))).toMatchObject(one)
      }),
    )
  })

  it('only a closed payment is ever told as a failure', () => {
    fc.assert(
      fc.property(anyInput(anything), (given) => {
        const { tone, isUrgent } = view(input(given))
        const isClosed = /^(failed|canceled|expired)$/.test(given.snapshot?.status ?? '')
        expect(tone === 'failure' || isUrgent).toBe(isClosed && !given.isDoubtful)
      }),
    )
  })

  it('no time that passes takes back what the shopper has to do', () => {
    fc.assert(
      fc.property(anyInput(known), (given) => {
        const { next } = view(input({ ...given, waited: 0 }))
        expect(view(input(given)).next).toContain(next)
      }),
    )
  })
})

describe('what is not known', () => {
  const unknown = {
    'before anything is': fc.constant({ snapshot: undefined }),
    'of a status newer than this widget': anyInput(anySnapshot(NEWER)),
    'when the relay lost history in which money came in': anyInput(known).map((given) => ({
      ...given,
      isDoubtful: true,
    })),
  }

  it.each(Object.entries(unknown))(
    '%s, is called "checking", and nothing is offered',
    (_, given) => {
      fc.assert(
        fc.property(given, (each) => {
          const { title, next, tone, retry, isContinuable, actionUrl, receipt } = view(input(each))
          expect(title).toBe('We are checking your payment')
          expect(next).toContain('Please do not pay again.')
          expect({ tone, retry, isContinuable, actionUrl, receipt }).toEqual({
            tone: 'waiting',
            retry: '',
            isContinuable: false,
            actionUrl: '',
            receipt: '',
          })
        }),
      )
    },
  )
})

describe('a failure', () => {
  it('offers another attempt when that is safe', () => {
    const { retry, next } = seen({ status: 'failed', safeToRetry: true })
    expect({ retry, next }).toEqual({ retry: 'Try again', next: 'You can try again.' })
  })

  it('says not to pay again while the bank may still change its mind', () => {
    const { retry, next, money } = seen({ status: 'failed' })
    expect(retry).toBe('')
    expect(next).toContain('Please do not pay again.')
    expect(money).toBe('No money was taken, as far as we know.')
  })

  it('tells why, in our words', () => {
    expect(seen({ status: 'failed', reason: { code: 'insufficient_funds' } }).reason).toBe(
      'There was not enough money in the account.',
    )
  })

  it('tells no reason where none is known', () => {
    const unknown = 'struck_by_lightning' as 'unknown'
    expect(seen({ status: 'failed', reason: { code: unknown } }).reason).toBe('')
    expect(seen({ status: 'failed' }).reason).toBe('')
  })
})

describe('what has happened', () => {
  it.each<[string, Partial<Snapshot>, string]>([
    [
      'part of it was paid',
      { status: 'partially_paid', amountReceived: 200_000 },
      'KES 2,000.00 of KES 5,000.00 was received. KES 3,000.00 is still open.',
    ],
    [
      'too much was paid',
      { overpaid: true, amountReceived: 600_000 },
      'KES 6,000.00 was received, KES 1,000.00 too much. The shop will return the difference.',
    ],
    [
      'it is held in escrow',
      { status: 'authorized', flow: 'escrow' },
      'KES 5,000.00 is held, not yet handed over. It is released once the shop confirms.',
    ],
    [
      'some went back',
      { status: 'partially_refunded', amountRefunded: 100_000 },
      'KES 1,000.00 of KES 5,000.00 was returned. Your bank may take some days to show it.',
    ],
    [
      'foreign money came',
      { status: 'processing', reason: { code: 'currency_mismatch' } },
      'The shop has received your money. Please do not pay again. The shop will contact you.',
    ],
    [
      'a prompt is on the phone',
      { status: 'requires_action', action: { type: 'approve_on_phone', hint: '07•• ••• 678' } },
      'No money has been taken. Enter your PIN in the prompt on 07•• ••• 678.',
    ],
    [
      'a prompt is on some phone',
      { status: 'requires_action', action: { type: 'approve_on_phone' } },
      'No money has been taken. Enter your PIN in the prompt on your phone.',
    ],
    [
      'money is to be sent',
      { status: 'requires_action', action: { type: 'pay_to', payTo: 'Paybill 522522' } },
      'No money has been taken. Pay to Paybill 522522.',
    ],
    [
      'an action is newer than this widget',
      { status: 'requires_action', action: { type: 'sing' as 'scan' } },
      'No money has been taken. Your bank or wallet is asking you.',
    ],
  ])('when %s, is said', (_, change, said) => {
    const { money, next } = seen(change)
    expect(plain(`${money} ${next}`)).toBe(said)
  })

  it('stays said while the shopper waits, and the wait is spoken of', () => {
    const said = (waited: number) => plain(seen({ status: 'processing' }, { waited }).next)
    const first = 'Please do not pay again. This page updates by itself.'
    expect(said(7_999)).toBe(first)
    expect(said(8_000)).toBe(`${first} Still checking…`)
    expect(said(15_000)).toBe(
      `${first} You can close this page: the shop will hear of your payment.`,
    )
  })

  it('sends nobody away who still has to pay', () => {
    const pay = { status: 'requires_action', action: { type: 'pay_to', payTo: '522522' } } as const
    expect(plain(seen(pay, { waited: 15_000 }).next)).toBe('Pay to 522522.')
  })

  it('is spoken whole at a change, and after that only what is new', () => {
    const spoken = (waited: number) => seen({ status: 'processing' }, { waited }).announcement
    expect(spoken(0)).toMatch(/^Confirming your payment .* This page updates by itself\.$/)
    expect(spoken(8_000)).toBe('Still checking…')
  })
})

describe('an amount', () => {
  it.each([
    ['KES', 500_000, 'KES 5,000.00'],
    ['JPY', 500, '¥500'],
    ['KWD', 12_345, 'KWD 12.345'],
  ])('in %s is told from its minor units', (currency, amount, told) => {
    expect(plain(seen({ currency, amount }).amount)).toBe(told)
  })

  it('is written as the language of the page writes it', () => {
    expect(plain(seen({}, { language: 'de' }).amount)).toBe('5.000,00 KES')
  })

  it('is still told in a language that no browser knows', () => {
    expect(plain(seen({}, { language: 'no such language' }).amount)).toMatch(/^KES 5.000.00$/)
  })

  it('keeps its own direction inside of a sentence', () => {
    expect(seen({}).money).toMatch(/^\u2068KES\s5,000\.00\u2069 was paid\.$/)
  })
})

describe('a link to pay', () => {
  const link = (url: string) =>
    seen({ status: 'requires_action', action: { type: 'open_url', url } }).actionUrl

  it('is offered', () => {
    expect(link('https://bank.example/3ds')).toBe('https://bank.example/3ds')
  })

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'https\n:javascript:alert(1)',
  ])('is never a script: %j', (url) => {
    expect(link(url)).toBe('')
  })

  it('is gone once there is nothing to do any more', () => {
    const url = 'https://bank.example/3ds'
    expect(seen({ status: 'processing', action: { type: 'open_url', url } }).actionUrl).toBe('')
  })
})

describe('every language', async () => {
  /** Its words by their path, such as `actions.scan.next`. */
  const flat = (words: object, path = ''): Map<string, unknown> =>
    new Map(
      Object.entries(words).flatMap(([name, each]) =>
        typeof each === 'object' && each !== null
          ? [...flat(each, `${path}${name}.`)]
          : [[`${path}${name}`, each] as const],
      ),
    )

  const folder = join(import.meta.dirname, 'locales')
  const languages = await Promise.all(
    readdirSync(folder)
      .filter((file) => /^[a-z]{2,3}(-\w+)?\.(ts|json)$/.test(file))
      .map(async (file) => {
        const module: Record<string, object> = await import(join(folder, file))
        return [file, flat(Object.values(module)[0] ?? {})] as const
      }),
  )
  const english = flat(en)
  const placeholders = (text: unknown) =>
    String(text)
      .match(/\{\w+\}/g)
      ?.toSorted() ?? []

  it('is found', () => {
    expect(languages.map(([file]) => file)).toContain('en.ts')
    const empty = [...english].filter(([, text]) => text === '').map(([path]) => path)
    // Where money is sent to says itself.
    expect(empty).toEqual(['actions.pay_to.hint'])
  })

  it.each(languages)('%s says all that English says, with the same values', (_, words) => {
    expect([...words.keys()].toSorted()).toEqual([...english.keys()].toSorted())
    for (const [path, text] of english) {
      const told = words.get(path)
      expect([path, typeof told, told !== '']).toEqual([path, 'string', text !== ''])
      expect([path, placeholders(told)]).toEqual([path, placeholders(text)])
    }
  })
})
