/** The other nodes on this one's store: what they are told, and what is made of what they tell. */

import { customersOf } from '../pages/owned-snapshot.ts'
import type { Dispatch } from '../dispatch.ts'
import type { Hub } from '../pages/hub.ts'
import type { Sightings } from '../pages/sightings.ts'
import type { Store } from '../store/store.ts'
import { answerOf } from './answer.ts'
import type { Bus, News } from './bus.ts'
import { Heard, type HeardParts } from './heard.ts'
import { Resync, type ResyncParts } from './resync.ts'
import type { WatchedElsewhere } from './watched-elsewhere.ts'

interface Parts extends Omit<HeardParts, 'failed'>, Pick<ResyncParts, 'log' | 'now'> {
  bus: Bus
  dispatch: Pick<Dispatch, 'listen'>
  store: HeardParts['store'] & ResyncParts['store'] & Pick<Store, 'notice'>
  hub: Hub
  sightings: Pick<Sightings, 'acknowledgedElsewhere' | 'unwritten'>
  elsewhere: WatchedElsewhere
  /** Whether providers are asked at all. */
  asks: boolean
}

/** Begins to listen, until what it returns is called. A node alone does nothing of it. */
export function nodes(parts: Parts): () => Promise<void> {
  const { bus, dispatch, store, hub, sightings, elsewhere, asks, log, tell, now } = parts
  if (bus.kind === 'alone') return async () => {}
  const failed = (error: unknown) => {
    log.error({ err: error }, 'what another node told of could not be read; trying again')
    resync.soon()
  }
  const heard = new Heard({ store, hub, tell, failed })
  let { epoch } = store

  function believe(): void {
    if (epoch === store.epoch) return
    epoch = store.epoch
    hub.forgetVersions()
    heard.forgetVersions()
  }

  const resync = new Resync({
    ...{ store, hub, heard, believe, log, now },
    watched(orders) {
      if (asks) bus.tell(...[...orders].map((order): News => ({ of: 'watched', order })))
    },
  })

  dispatch.listen(({ orders, joined }) => {
    for (const order of orders) {
      const { id, version } = order
      heard.published(id, version)
      bus.tell({ of: 'order', id, version, customers: customersOf(order) })
    }
    if (joined && joined.customers.length > 0) {
      const { order, customers } = joined
      bus.tell({ of: 'newcomers', id: order.id, customers })
    }
  })

  async function notify({ id, addressee }: Extract<News, { of: 'notice' }>): Promise<void> {
    if (addressee.to === 'customer' && !hub.followsCustomer(addressee.id)) return
    const notice = await store.notice(id)
    if (!notice) return
    const order = addressee.to === 'order' ? await store.order(addressee.id) : undefined
    hub.notify(notice, order ? customersOf(order) : [])
  }

  function hear(news: News): void {
    switch (news.of) {
      case 'order':
        if (heard.isPublished(news.id, news.version)) return
        if (hub.isHeardOf(news.id, news.customers)) heard.read(news.id)
        return
      case 'newcomers': {
        const theirs = news.customers.filter((customer) => hub.followsCustomer(customer))
        if (theirs.length > 0) heard.read(news.id, theirs)
        return
      }
      case 'notice':
        return void notify(news).catch(failed)
      case 'shown':
        return sightings.acknowledgedElsewhere(news.id)
      case 'checked':
        return hub.checked(news.id, news.customers, news.checked)
      case 'watched':
        return elsewhere.add(news.order, now())
      case 'epoch':
        if (news.epoch !== store.epoch) resync.begin()
    }
  }

  let isLost = false
  const stopListening = bus.listen({
    hear: (all) => all.forEach(hear),
    lost(why) {
      isLost = true
      tell({ type: 'fanout_lost', by: bus.kind, why })
    },
    back() {
      if (isLost) tell({ type: 'fanout_back', by: bus.kind })
      isLost = false
      resync.begin()
    },
    answer: (question) => answerOf(question, { hub, sightings }),
  })

  return async () => {
    stopListening()
    await resync.stop()
    await heard.settled()
    await bus.close()
  }
}
