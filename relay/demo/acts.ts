/** What can be played on the stage. */

import type { PaymentStatus } from '../protocol.ts'
import { RelayError } from '../http/problem.ts'
import type { Provider } from '../providers/provider.ts'
import { DEEDS, sayingOf, type DeedName } from './deeds.ts'
import { Scene, type Parts } from './scene.ts'
import type { Order } from './shop.ts'
import type { Saying, Staged } from './staged.ts'

interface Play {
  /** Whether a provider can play it. Default: all can. */
  can?(provider: Staged): boolean
  play(scene: Scene): Promise<void>
}

/** How long the shopper has in acts that are about what comes after, in seconds. */
const SHORT = 2

/** Before now, in ms: when something happened of which is told late. */
const EARLIER = 30_000

const PAID: Saying = { status: 'succeeded' }

/** What may have been before it was paid, and is told after. */
const BEFORE: readonly PaymentStatus[] = [
  ...(['processing', 'authorized', 'requires_action', 'pending'] as const),
  ...(['failed', 'canceled', 'expired'] as const),
]
const CLOSED: ReadonlySet<PaymentStatus> = new Set(['failed', 'canceled', 'expired'])

/** What an address or a token was to prove: who has it from a log can say anything. */
const STOLEN: { [Trust in Provider['trust']]?: string } = {
  address: 'the address',
  token: 'the token',
}

const deed = (name: DeedName): Play => ({
  can: (provider) => sayingOf(provider, name) !== undefined,
  async play(scene) {
    const saying = sayingOf(scene.provider, name)
    if (!saying) return
    const { payment } = await does(scene, name)
    await scene.calls({ ...saying, payment })
    if (name === 'approve') isPaid(scene, payment)
    await scene.becomes()
  },
})

export const ACTS = {
  prompt: {
    play: async (scene) => void (await scene.prompts()),
  },
  approve: deed('approve'),
  cancel: deed('cancel'),
  wrong_pin: deed('wrong_pin'),
  no_money: deed('no_money'),
  ignore: deed('ignore'),
  switch_off: deed('switch_off'),

  twice: {
    async play(scene) {
      const { payment } = await does(scene, 'approve')
      const request = await scene.calls({ ...PAID, payment })
      isPaid(scene, payment)
      await scene.becomes()
      await scene.sends(request, `${scene.name} calls back again, byte for byte`, {
        ...PAID,
        payment,
      })
      await scene.becomes()
    },
  },

  late: {
    async play(scene) {
      await scene.requireUnpaid()
      await scene.prompts(SHORT)
      const { payment } = await does(scene, 'approve')
      const at = Date.now()
      scene.isSo({ ...PAID, payment, at })
      scene.tells('provider', `${scene.name} is slow to call back`, 'care')
      await runsOut(scene)
      await scene.calls({ ...PAID, payment, at }, `${scene.name} calls back, late: paid in time`)
      isPaid(scene, payment)
      await scene.becomes()
    },
  },

  out_of_order: {
    can: (provider) => earlierOf(provider) !== undefined,
    async play(scene) {
      const earlier = earlierOf(scene.provider)
      if (!earlier) return
      const first = CLOSED.has(earlier.status) ? await does(scene, 'cancel') : undefined
      const { payment } = await does(scene, 'approve')
      const before = { ...earlier, payment: first?.payment ?? payment, at: Date.now() - EARLIER }
      // Made before it: of two that came at one time, the order would be anybody's.
      await scene.calls({ ...PAID, payment })
      isPaid(scene, payment)
      await scene.becomes()
      await scene.settles()
      await scene.calls(before, `${scene.name} calls back with what was before that`)
      await scene.becomes()
    },
  },

  forged: {
    async play(scene) {
      const { payment } = await scene.attempt()
      await scene.calls(
        { ...PAID, payment, isForged: true },
        `Somebody who is not ${scene.name} says: paid`,
      )
      await scene.becomes()
      const stolen = STOLEN[scene.provider.adapter.trust]
      if (!stolen || !scene.parts.bank.knowsBefore(scene.provider)) return
      await scene.calls({ ...PAID, payment, isUntrue: true }, `Somebody with ${stolen} says: paid`)
      await scene.becomes()
    },
  },

  before_order: {
    // Where the address is the proof, it is made as the order is registered.
    can: ({ adapter }) => adapter.trust !== 'address',
    async play(scene) {
      const { payment } = scene.parts.attempts.begin(scene.order.id, scene.provider.named)
      scene.tells('phone', DEEDS.approve.text, DEEDS.approve.tone)
      await scene.calls({ ...PAID, payment }, `${scene.name} calls back before the order is there`)
      isPaid(scene, payment)
      await scene.registers()
      await scene.becomes()
    },
  },

  never: {
    async play(scene) {
      const { payment } = await does(scene, 'approve')
      scene.isSo({ ...PAID, payment })
      isPaid(scene, payment)
      scene.loses(`${scene.name}’s callback is lost`)
    },
  },

  pay_twice: {
    can: (provider) => paymentOf(provider, 'A') !== paymentOf(provider, 'B'),
    async play(scene) {
      await pays(scene)
      await does(scene, 'approve', 'The shopper pays once more').then(({ payment }) =>
        scene.calls({ ...PAID, payment }),
      )
      await scene.becomes()
    },
  },

  too_little: {
    can: (provider) => provider.heard(PAID, provider.home, 5_000)?.amount === 5_000,
    async play(scene) {
      await scene.requireUnpaid()
      const { payment } = await does(scene, 'approve', 'The shopper pays half of it')
      // In tens: there are currencies of thousandths that cards round to them.
      const amount = Math.floor((scene.order.amount ?? 0) / 20) * 10
      await scene.calls({ ...PAID, payment, amount }, `${scene.name} calls back: half is paid`)
      await scene.becomes()
    },
  },

  after_time: {
    async play(scene) {
      await scene.requireUnpaid()
      await scene.prompts(SHORT)
      await runsOut(scene)
      const { payment } = await does(scene, 'approve', 'The shopper pays all the same')
      await scene.calls({ ...PAID, payment })
      isPaid(scene, payment)
      await scene.becomes()
    },
  },

  refund: aftermath('refunded', 'shop', 'Sends the money back'),
  dispute: aftermath('disputed', 'phone', 'The shopper disputes it at the bank'),

  confirm: {
    async play(scene) {
      const payment = await held(scene)
      const confirmations = { count: 1, required: 2 }
      await scene.says('Tells the relay that one of two has confirmed', {
        ...payment,
        status: 'authorized',
        confirmations,
      })
      await scene.becomes()
    },
  },

  release: {
    async play(scene) {
      const payment = await held(scene)
      await scene.says('Lets the money go to the seller', { ...payment, status: 'succeeded' })
      await scene.becomes()
    },
  },
} satisfies Record<string, Play>

export type Act = keyof typeof ACTS

/** Those that this provider has words for. */
export const actsOf = (provider: Staged): Act[] =>
  (Object.keys(ACTS) as Act[]).filter((act) => {
    const { can }: Play = ACTS[act]
    return can?.(provider) ?? true
  })

/** Plays one. Throws a RelayError, in words for the visitor, where it cannot be played now. */
export async function play(parts: Parts, act: Act, order: Order, provider: Staged): Promise<Scene> {
  const scene = new Scene(parts, order, provider)
  await ACTS[act].play(scene)
  return scene
}

/** The shopper does something about the attempt that is under way, which ends it. */
async function does(scene: Scene, name: DeedName, text: string = DEEDS[name].text) {
  const attempt = await scene.attempt()
  scene.tells('phone', text, DEEDS[name].tone)
  attempt.isOpen = false
  return attempt
}

function isPaid({ parts, order, provider }: Scene, payment: string): void {
  parts.attempts.paid(order.id, provider.adapter.id, payment)
}

/** Unless that was done. Whatever comes next is about money that has come. */
async function pays(scene: Scene): Promise<void> {
  await scene.settles()
  if (scene.order.amountReceived > 0) return
  await ACTS.approve.play(scene)
  await scene.settles()
}

/** Waits until the shopper's time is over. */
async function runsOut(scene: Scene): Promise<void> {
  await scene.parts.shop.expired(scene.order.id)
  await scene.becomes()
}

/** Of what was before, what this provider has a word for. */
function earlierOf(provider: Staged): Saying | undefined {
  const status = BEFORE.find((each) => provider.adapter.statuses.includes(each))
  return status && { status }
}

/** By which name of it the provider's own adapter knows a payment. */
const paymentOf = (provider: Staged, payment: string): string | undefined =>
  provider.heard({ ...PAID, payment }, provider.home)?.payment

/** Something that is done about money that has come. */
function aftermath(status: PaymentStatus, lane: 'shop' | 'phone', text: string): Play {
  return {
    can: ({ adapter }) => adapter.statuses.includes(status),
    async play(scene) {
      const { attempts } = scene.parts
      const { id } = scene.provider.adapter
      await pays(scene)
      const payment = attempts.payerOf(scene.order.id, id)
      if (payment === undefined) {
        const other = 'Another provider has the money. Choose that one, or start a new order.'
        throw new RelayError('invalid_request', other)
      }
      scene.tells(lane, text, 'care')
      await scene.calls({ status, payment })
      await scene.becomes()
    },
  }
}

/** The payment that is held in escrow. */
async function held(scene: Scene): Promise<{ payment: string; provider: string }> {
  if (scene.order.flow !== 'escrow') {
    throw new RelayError(
      'invalid_request',
      `${scene.order.id} is not in escrow. Start one that is.`,
    )
  }
  await pays(scene)
  const paid = scene.order.payments.find(({ amountReceived }) => amountReceived > 0)
  if (paid) return { payment: paid.id, provider: paid.provider ?? scene.provider.adapter.id }
  throw new RelayError('invalid_request', `Nothing is held for ${scene.order.id}.`)
}
