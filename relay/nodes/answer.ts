/** What this node answers when another asks who watches. */

import type { Hub } from '../pages/hub.ts'
import type { Sightings } from '../pages/sightings.ts'
import type { Answer, Question } from './bus.ts'

/** How many of those that are watched most are told. */
export const MOST = 100

interface Parts {
  hub: Pick<Hub, 'pages' | 'watched'>
  sightings: Pick<Sightings, 'unwritten'>
}

export function answerOf(question: Question, { hub, sightings }: Parts): Answer[] {
  if (question.about === 'order') {
    const { id, customers } = question
    return [{ connections: hub.pages(id, customers), ...sightings.unwritten(id) }]
  }
  const { connections, orders, customers } = hub.watched()
  return [
    { connections },
    ...mostOf(orders).map(([order, pages]) => ({ order, connections: pages })),
    ...mostOf(customers).map(([customer, pages]) => ({ customer, connections: pages })),
  ]
}

/** Those of most first. */
export const mostOf = (watched: ReadonlyMap<string, number>): [id: string, connections: number][] =>
  [...watched].toSorted(([, one], [, other]) => other - one).slice(0, MOST)
