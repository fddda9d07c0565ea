/** The merchant's own backend hears too: `order.updated` and forwarded callbacks, out of a durable outbox. */

import { Webhook } from 'standardwebhooks'
import { settingOf, type Config } from '../config/config.ts'
import { WEBHOOK, type Outgoing } from '../store/outgoing.ts'
import { forwardLetter, orderLetter, type Letter } from './letter.ts'
import { poster, type Posted } from './post.ts'
import { retryAt } from './retry.ts'
import { sender } from '../timers/lane.ts'
import { viewOf } from '../order/view.ts'
import { trustOf } from '../providers/index.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'

/** How long what is under way may take to end when the relay stops, in ms. */
const GRACE = 3_000

export interface Webhooks {
  /** There may be something to send. */
  wake(): void
  stop(): Promise<void>
}

interface Parts {
  config: Pick<Config, 'webhook' | 'forwards'>
  store: Store
  log: Log
  /** In ms since 1970. */
  now(): number
}

export function webhooks(parts: Parts): Webhooks {
  const { config, store, log, now } = parts
  const { post, close } = poster()
  const signers = config.webhook?.secrets.map((secret) => new Webhook(secret)) ?? []
  const receivers = new Map(config.forwards)
  if (config.webhook) receivers.set(WEBHOOK, config.webhook.url)
  let isStopped = false

  async function send(outgoing: Outgoing, url: URL): Promise<void> {
    const { id, attempts, since } = outgoing
    const letter = await letterOf(outgoing)
    if (!letter) return store.dropOutgoing(id)

    const about = { to: url.host, ...subjectOf(outgoing) }
    const posted = await post(url, letter).catch(cannotBeWritten)
    // We cut it off ourselves: the next process tries it at once.
    if (isStopped && posted.outcome === 'failed') return store.releaseOutgoing(id)
    if (posted.outcome === 'accepted') {
      log.debug(about, 'delivered')
      return store.settleOutgoing(id, letter.version, now(), letter.gist)
    }
    // Of a handler that knows nothing of us, 410 speaks of one callback, and may pass.
    if (posted.outcome === 'gone' && 'orderId' in outgoing) {
      log.error(about, 'NOT DELIVERED: the receiver answered 410, it wants no more of this')
      return store.settleOutgoing(id, letter.version, now())
    }

    const { why, retryAfter } = posted.outcome === 'gone' ? GONE : posted
    const next = retryAt({
      attempts: attempts + 1,
      since,
      now: now(),
      retryAfter,
      random: Math.random(),
    })
    if (next === undefined) {
      log.error({ ...about, why }, 'NOT DELIVERED: given up after three days')
      return store.settleOutgoing(id, letter.version, now())
    }
    log.warn({ ...about, why, next: new Date(next).toISOString() }, 'not delivered; trying again')
    return store.postponeOutgoing(id, next)
  }

  /** Undefined where there is no such order any more, or no such callback. */
  async function letterOf(outgoing: Outgoing): Promise<Letter | undefined> {
    if ('provider' in outgoing) {
      const forwarded = await store.forwarded(outgoing.id)
      return forwarded && forwardLetter(forwarded)
    }
    const announced = await store.announced(outgoing.id)
    if (!announced) return undefined
    const { order, since, previous } = announced
    const data = viewOf(order, store.epoch, since, trustOf)
    return orderLetter(data, previous, { since, now: now() }, signers)
  }

  /** A setting that was lost must not lose what waits for it. */
  async function tellOfMissing(): Promise<void> {
    for (const [lane, waiting] of await store.lanes()) {
      if (receivers.has(lane)) continue
      const setting = lane === WEBHOOK ? 'WEBHOOK_URL' : `FORWARD_URL_${settingOf(lane)}`
      const message = 'it waits until this setting is there again, for 30 days at most'
      log.warn({ waiting, setting }, `NOT DELIVERED: ${message}`)
    }
  }

  const senders = [...receivers].map(([lane, url]) =>
    sender(lane, parts, (outgoing) => send(outgoing, url)),
  )
  tellOfMissing().catch((error: unknown) => log.error({ err: error }, 'the outbox cannot be read'))
  return {
    wake() {
      for (const { wake } of senders) wake()
    },
    async stop() {
      isStopped = true
      const late = setTimeout(close, GRACE)
      await Promise.all(senders.map(({ stop }) => stop()))
      clearTimeout(late)
      close()
    },
  }
}

const GONE = { why: 'answered 410', retryAfter: undefined }

/** A header that was let in cannot be let out. */
const cannotBeWritten = (): Posted => ({ outcome: 'failed', why: 'cannot be written as a request' })

const subjectOf = (outgoing: Outgoing) =>
  'provider' in outgoing ? { provider: outgoing.provider } : { order: outgoing.orderId }
