/** The merchant's own backend hears too: `order.updated` and forwarded callbacks, out of a durable outbox. */

import { Webhook } from 'standardwebhooks'
import type { Outgoing } from './outgoing.ts'
import { poster, type Message, type Posted } from './post.ts'
import { retryAt } from './retry.ts'
import type { Services } from './services.ts'
import { viewOf } from './snapshot.ts'

/** So many posts are under way at once. */
const CONCURRENCY = 16

/** After the store failed, in ms. */
const RETRY = 5_000

/** `setTimeout` knows no longer time, in ms. */
const LONGEST = 2 ** 31 - 1

/** How long what is under way may take to end when the relay stops, in ms. */
const GRACE = 3_000

export interface Webhooks {
  /** There may be something to send. */
  wake(): void
  stop(): Promise<void>
}

/** What is to be posted where, in which version. */
interface Letter extends Message {
  url: URL
  version: number
}

export function webhooks(services: Services): Webhooks {
  const { config, store, log, now } = services
  const { post, close } = poster()
  const signers = config.webhook?.secrets.map((secret) => new Webhook(secret)) ?? []
  const underWay = new Map<number, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let isLooking = false
  let isStopped = false

  async function look(): Promise<void> {
    if (isLooking || isStopped) return
    isLooking = true
    try {
      const due = await store.outgoing(now(), CONCURRENCY + underWay.size)
      const free = due.filter(({ id }) => !underWay.has(id))
      for (const each of free.slice(0, CONCURRENCY - underWay.size)) begin(each)
      const next = await store.nextOutgoing(now())
      if (next !== undefined) wait(next - now())
    } catch (error) {
      log.error({ err: error }, 'the outbox cannot be read; trying again')
      wait(RETRY)
    } finally {
      isLooking = false
    }
  }

  function wait(ms: number): void {
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(() => void look(), Math.min(ms, LONGEST)).unref()
  }

  function begin(outgoing: Outgoing): void {
    const end = (ms: number) => {
      underWay.delete(outgoing.id)
      wait(ms)
    }
    const sent = send(outgoing).then(
      () => end(0),
      (error: unknown) => {
        log.error(
          { err: error },
          'the outbox cannot be written to; what was sent may be sent again',
        )
        end(RETRY)
      },
    )
    underWay.set(outgoing.id, sent)
  }

  async function send(outgoing: Outgoing): Promise<void> {
    const { id, attempts, since } = outgoing
    const letter = await letterOf(outgoing)
    if (!letter) return store.settleOutgoing(id, Infinity, now())

    const about = { to: letter.url.host, ...subjectOf(outgoing) }
    const posted = await post(letter.url, letter).catch(cannotBeWritten)
    if (isStopped && posted.outcome === 'failed') return
    if (posted.outcome === 'accepted') {
      log.debug(about, 'delivered')
      return store.settleOutgoing(id, letter.version, now())
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

  /** Undefined where the setting, or the order, is no more. */
  async function letterOf(outgoing: Outgoing): Promise<Letter | undefined> {
    if ('forward' in outgoing) {
      const { provider, headers, body } = outgoing.forward
      const url = config.forwards.get(provider)
      return url && { url, headers, body, version: 0 }
    }
    const order = await store.order(outgoing.orderId)
    if (!order || !config.webhook) return undefined
    const at = new Date(now())
    const view = viewOf(order, store.epoch, now())
    const body = JSON.stringify({ type: 'order.updated', timestamp: at.toISOString(), data: view })
    const id = [store.epoch, order.id, order.version].join('.')
    return {
      url: config.webhook.url,
      version: order.version,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'payment-status',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signers.map((signer) => signer.sign(id, at, body)).join(' '),
      },
      body,
    }
  }

  void look()
  return {
    wake: () => wait(0),
    async stop() {
      clearTimeout(timer)
      isStopped = true
      const late = setTimeout(close, GRACE)
      await Promise.all(underWay.values())
      clearTimeout(late)
      close()
    },
  }
}

const GONE = { why: 'answered 410', retryAfter: undefined }

/** A header that was let in cannot be let out. */
const cannotBeWritten = (): Posted => ({ outcome: 'failed', why: 'cannot be written as a request' })

const subjectOf = (outgoing: Outgoing) =>
  'forward' in outgoing ? { provider: outgoing.forward.provider } : { order: outgoing.orderId }
