/** `GET /orders/:id/story`: why an order stands as it does, and who has heard of it. */

import { claimsOf, type Told } from '../order/claims.ts'
import type { Gist, OrderRecord } from '../order/record.ts'
import type { Store } from '../store/store.ts'
import type { Lately } from '../telemetry/lately.ts'

type InWords<T, Times extends keyof T> = Omit<T, Times> & { [Time in Times]: string | null }

export interface Story {
  /** When the relay first heard of it. */
  createdAt: string
  /** Each word on a payment that is kept, oldest first: the greatest of each part, and the latest. */
  claims: InWords<Told, 'occurredAt' | 'receivedAt'>[]
  /** What happened to it in this process, oldest first, by the names of the log: the last 50. */
  lately: ({ at: string; type: string } & Record<string, unknown>)[]
  /** What the merchant's backend was told last, and what waits for it. Null: none listens. */
  webhook: {
    waiting: { version: number; attempts: number; since: string; dueAt: string } | null
    delivered: Gist | null
  } | null
}

export interface StoryParts {
  config: { webhook: object | undefined }
  store: Pick<Store, 'deliveryOf'>
  lately: Pick<Lately, 'of'>
}

export async function storyOf(
  { config, store, lately }: StoryParts,
  order: OrderRecord,
): Promise<Story> {
  const { waiting, delivered } = await store.deliveryOf(order.id)
  return {
    createdAt: timeOf(order.createdAt),
    claims: claimsOf(order).map((claim) => ({
      ...claim,
      occurredAt: inWords(claim.occurredAt),
      receivedAt: inWords(claim.receivedAt),
    })),
    lately: lately.of(order.id).map(({ at, happening }) => ({ ...happening, at: timeOf(at) })),
    webhook: config.webhook
      ? {
          waiting: waiting && {
            ...waiting,
            since: timeOf(waiting.since),
            dueAt: timeOf(waiting.dueAt),
          },
          delivered,
        }
      : null,
  }
}

const timeOf = (at: number): string => new Date(at).toISOString()

const inWords = (at: number | null): string | null => (at === null ? null : timeOf(at))
