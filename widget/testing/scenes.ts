/** For tests: the card of each thing that can be true, without a relay. */

import { html, render, svg } from 'lit'
import type { PaymentStatus, Snapshot } from '../../relay/protocol.ts'
import { adoptStyles } from '../adopt-styles.ts'
import { Extras } from '../later/extras.ts'
import { later } from '../later/later.ts'
import { styles } from '../payment-status.styles.ts'
import { at, input, NOW, snapshot, view } from '../view-model/testing.ts'
import type { ViewInput } from '../view-model/view-model.ts'
import type { View } from '../view-model/view.ts'
import { ICONS } from '../views/icons.ts'
import { card } from '../views/card.ts'
import type { Look, LookKit } from '../views/look.ts'
import { parts } from '../views/parts.ts'

const ago = (seconds: number): string => at(NOW - 1_000 * seconds)

/** An order that stands so for `seconds`. */
function order(status: PaymentStatus, change: Partial<Snapshot> = {}, seconds = 4): Snapshot {
  const isPaid = /succeeded|refunded|disputed/.test(status)
  const own: Partial<Snapshot> = {
    status,
    amountReceived: isPaid ? 500_000 : status === 'partially_paid' ? 300_000 : 0,
    amountRefunded: status === 'refunded' ? 500_000 : status === 'partially_refunded' ? 100_000 : 0,
    merchant: 'Kikoy House',
    description: '2 × beach towel',
    createdAt: ago(90),
    ...(isPaid && { receipt: 'NLJ7RT61SV' }),
  }
  return snapshot({ ...own, ...change }, 1_000 * seconds)
}

const safe = { safeToRetry: true }
const soon = { expiresAt: ago(-65) }
const phone = {
  action: { type: 'approve_on_phone', hint: '07•• ••• 678' },
  ...soon,
} as const
const UPI = 'upi://pay?pa=chai@okbank&pn=Chai%20%26%20Co&tr=UPI-88&am=249.00&cu=INR'
const app = {
  action: { type: 'approve_in_app', hint: 'PhonePe', url: 'phonepe://pay' },
  provider: 'phonepe',
  ...soon,
} as const
const scan = {
  action: { type: 'scan', hint: 'any UPI app', url: UPI, qr: UPI },
  ...soon,
} as const
const account = {
  action: { type: 'pay_to', hint: 'BCA Virtual Account', payTo: '8077081234567890' },
  ...soon,
} as const
const bank = { action: { type: 'open_url', url: 'https://bank.example/3ds' } } as const
const seen = { confirmations: { count: 2, required: 3 } }
const escrow = { flow: 'escrow', confirmations: { count: 1, required: 2 } } as const

/** What is known, and how it is heard of. */
type Scene = Partial<ViewInput>

const of = (snapshot: Snapshot, change: Scene = {}): Scene => ({ snapshot, ...change })
const failed = (code: string): Snapshot =>
  order('failed', { ...safe, reason: { code } as NonNullable<Snapshot['reason']> })

/** By what is true. */
export const SCENES: Readonly<Record<string, Scene>> = {
  'history lost': of(order('pending'), { isDoubtful: true }),
  pending: of(order('pending')),
  'approve on phone': of(order('requires_action', phone)),
  'approve on phone, 8 s': of(order('requires_action', phone, 9)),
  'approve in app': of(order('requires_action', app)),
  scan: of(order('requires_action', scan)),
  'pay to': of(order('requires_action', account)),
  'open url': of(order('requires_action', bank)),
  processing: of(order('processing')),
  'processing, 8 s': of(order('processing', {}, 9)),
  'processing, 15 s': of(order('processing', {}, 20)),
  'processing, late': of(order('processing', {}, 90)),
  'processing, asked': of(order('processing', {}, 20), {
    isChecking: true,
    checked: { at: ago(2), outcome: 'later' },
  }),
  confirmations: of(order('processing', { ...seen, provider: 'btcpay' })),
  'another currency': of(order('processing', { reason: { code: 'currency_mismatch' } })),
  authorized: of(order('authorized', { provider: 'stripe' })),
  'partially paid': of(order('partially_paid', safe)),
  succeeded: of(order('succeeded')),
  'succeeded, nowhere to go': of(order('succeeded'), { continueUrl: '' }),
  'succeeded, goes on': of(order('succeeded'), { continueIn: 4 }),
  overpaid: of(order('succeeded', { overpaid: true, amountReceived: 550_000 })),
  'test money': of(order('succeeded', { test: true })),
  waived: of(order('succeeded', { waived: 100_000, amountReceived: 400_000 })),
  'failed, PIN': of(failed('authentication_failed')),
  'failed, no money': of(failed('insufficient_funds')),
  'failed, in doubt': of(order('failed', { reason: { code: 'unreachable' } })),
  canceled: of(order('canceled', { ...safe, reason: { code: 'canceled_by_customer' } })),
  expired: of(order('expired', safe)),
  'expired, in doubt': of(order('expired')),
  'partially refunded': of(order('partially_refunded')),
  refunded: of(order('refunded')),
  disputed: of(order('disputed')),
  'escrow, held': of(order('authorized', escrow)),
  'escrow, released': of(order('succeeded', { flow: 'escrow' })),
  'offline, before 10 s': of(order('requires_action', phone), { connection: 'offline' }),
  'nothing heard': of(order('requires_action', phone, 30), {
    isSilent: true,
    connection: 'offline',
  }),
  'nothing heard after failure': of(failed('unreachable'), { isSilent: true }),
  'nothing heard after success': of(order('succeeded'), { isSilent: true, connection: 'polling' }),
}

const INPUT = input({ snapshot: undefined, heardAt: NOW - 12_000 })

/** What a card shows of a scene. `isEarly`: before what is loaded later is here. */
export function viewOf(scene: Scene, isEarly = false): View {
  const merchant = scene.snapshot?.merchant ?? INPUT.merchant
  return view({ ...INPUT, merchant, ...scene }, isEarly ? undefined : later)
}

/** What each host shows, and what it has besides. */
const redraws = new WeakMap<HTMLElement, () => void>()
const extrasOf = new WeakMap<HTMLElement, Extras>()

/** Draws it in the shadow root of `host`, as the element does; `look`: like that, else like a card. */
export function draw(
  host: HTMLElement,
  shown: View,
  isEarly = false,
  look?: Pick<Look, 'template' | 'styles'>,
  change: Partial<LookKit> = {},
): ShadowRoot {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const adopt = (name: string, css: string) => adoptStyles(root, name, css)
  adopt('first', styles)
  if (!isEarly) adopt('later', later.styles)
  const known =
    extrasOf.get(host) ??
    new Extras(
      () => redraws.get(host)?.(),
      () => import('../code/code.ts'),
    )
  extrasOf.set(host, known)
  redraws.set(host, () => void draw(host, shown, isEarly, look, change))
  if (look) adopt('look', look.styles)
  const icons = isEarly ? ICONS : { ...ICONS, ...later.icons }
  const drawnBy = isEarly ? parts : { ...parts, ...later.parts }
  const { words, language } = INPUT
  const kit = {
    html,
    svg,
    parts: drawnBy,
    icons,
    words,
    extras: isEarly ? undefined : known,
    supportUrl: '/help',
    isTall: false,
    press() {},
    adopt,
    card,
    language,
    ...change,
  }
  render((look?.template ?? card)(shown, kit as LookKit), root)
  return root
}
