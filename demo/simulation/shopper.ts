/** A shopper's tab: one page after another, and what each of them follows. */

import { getEventListeners } from 'node:events'
import type { Following, FollowOptions } from '../../widget/client/index.ts'
import { clientOn, type Client } from './client.ts'
import { Shown, Watch, type Fail, type Said } from './invariants.ts'
import { Page } from './page.ts'
import type { Place } from './place.ts'

export const RELAY = 'https://relay.example'

/** What the merchant made of the page. */
export interface Habits {
  orders: readonly string[]
  customer: string
  transport: 'auto' | 'polling'
  isBackground: boolean
  /** Of tokens, in seconds. */
  ttl: number
  /** Whether the page can get another token. */
  canAsk: boolean
  /** Whether it has one to begin with. */
  hasToken: boolean
}

/** The merchant's own server, as it hands out tokens. */
export interface Shop {
  /** How often it fails, of 1. */
  failing: number
  /** `ttl` in seconds. */
  token(grant: { orders: string[]; customer: string }, ttl: number): Promise<string>
}

interface Followed {
  order: string
  following: Following
  shown: Shown
  controller: AbortController
}

export class Shopper {
  readonly page: Page
  readonly watch: Watch
  readonly habits: Habits
  readonly #follow: ReturnType<typeof clientOn>['follow']
  readonly #shop: Shop
  #followed: Followed[] = []
  /** How the page comes back from where it is. */
  return: (() => void) | undefined

  constructor({ name, place, client, said, fail, stored }: Visit, habits: Habits, shop: Shop) {
    this.page = new Page(name, place, stored)
    this.watch = new Watch(this.page, said, habits.isBackground, fail)
    this.page.observer = this.watch
    this.habits = habits
    this.#shop = shop
    this.#follow = clientOn(client, this.page).follow
  }

  get followed(): readonly Followed[] {
    return this.#followed
  }

  async begin(): Promise<void> {
    const { orders, hasToken, canAsk, isBackground, transport } = this.habits
    this.watch.begins()
    const token = hasToken || !canAsk ? await this.token() : undefined
    if (this.page.isGone) return
    for (const order of orders) {
      const controller = new AbortController()
      const options: FollowOptions & { background: boolean; debug: boolean } = {
        relay: RELAY,
        order,
        token,
        ...(canAsk && { getToken: () => this.#ask() }),
        transport,
        background: isBackground,
        debug: true,
        signal: controller.signal,
      }
      const following = this.#follow(options)
      const shown = new Shown(this.watch)
      following.on('change', (snapshot) => {
        if (following.snapshot !== snapshot) this.watch.fail('once', 'shows other than it tells')
        shown.change(snapshot, following.isDoubtful)
      })
      following.on('connection', (connection) => this.page.place.note(this.page.name, connection))
      following.on('error', ({ code }) => this.page.place.note(this.page.name, `error ${code}`))
      this.#followed.push({ order, following, shown, controller })
    }
  }

  /** Ends all that is followed, by either way there is. */
  end(): void {
    for (const { following, controller } of this.#followed) {
      if (this.page.place.random.chance(0.5)) controller.abort()
      else following.stop()
      if (getEventListeners(controller.signal, 'abort').length > 0) {
        this.watch.fail('released', 'the signal still has a listener')
      }
    }
    this.#followed = []
  }

  token(): Promise<string> {
    const { orders, customer, ttl } = this.habits
    return this.#shop.token({ orders: [...orders], customer }, ttl)
  }

  #ask(): Promise<string> {
    const { clock, random, note } = this.page.place
    note(this.page.name, 'asks for a token')
    return new Promise((resolve, reject) => {
      clock.after(random.between(20, 300), () =>
        this.page.task(() => {
          if (!this.page.isOnline || random.chance(this.#shop.failing)) reject(new Error('503'))
          else resolve(this.token())
        }),
      )
    })
  }
}

interface Visit {
  name: string
  place: Place
  client: Client
  said: Said
  fail: Fail
  /** What an earlier page of the tab left. */
  stored?: Map<string, string>
}
