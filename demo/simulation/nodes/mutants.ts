/**
 * Mistakes that somebody could make in what nodes share, one at a time. If the simulation noticed none of them, it
 * would prove nothing.
 */

import type { Mutation } from '../realm.ts'
import type { Promised } from './promises.ts'

export interface Mutant {
  /** What the nodes do wrong. */
  says: string
  /** Which promises it breaks. */
  breaks: readonly Promised[]
  mutations: readonly Mutation[]
}

const BATCHES = 'relay/store/batches.ts'
const BUS = 'relay/nodes/bus-on.ts'
const CONVERSATION = 'relay/pages/conversation.ts'
const FEED = 'relay/pages/feed.ts'
const HEARD = 'relay/nodes/heard.ts'
const OUTGOING = 'relay/store/memory/outgoing.ts'
const RESYNC = 'relay/nodes/resync.ts'
const STORE = 'relay/store/conformance/late-memory.ts'
const SUBSCRIPTIONS = 'relay/pages/subscriptions.ts'

export const MUTANTS: readonly Mutant[] = [
  {
    says: 'lock nothing of what they read',
    breaks: ['kept', 'same'],
    mutations: [
      { file: STORE, find: 'if (!isLocked || mine.has(key)) return true', replace: 'return true' },
    ],
  },
  {
    says: 'believe that the bus loses nothing',
    breaks: ['converges'],
    mutations: [
      { file: RESYNC, find: '> told) heard.read(id)', replace: '> Infinity) heard.read(id)' },
    ],
  },
  {
    says: 'tell each other nothing',
    breaks: ['prompt'],
    mutations: [{ file: BUS, find: 'for (const each of news) gathered.add(each)', replace: '' }],
  },
  {
    says: 'tell what is not on disk yet',
    breaks: ['same', 'kept', 'agreed'],
    mutations: [
      {
        file: BATCHES,
        find: 'return () => resolve(value)',
        replace: 'resolve(value)\n          return () => {}',
      },
    ],
  },
  {
    says: 'publish what they read last, though it is older than what they told',
    breaks: ['ordered'],
    mutations: [
      { file: HEARD, find: '(this.#published.get(id) ?? 0) >= version', replace: 'false' },
      { file: FEED, find: '!subscriptions.hasSeen(order)', replace: 'true' },
    ],
  },
  {
    says: 'send what another has in hand',
    breaks: ['inOrder'],
    mutations: [
      {
        file: OUTGOING,
        find: 'leasedUntil <= now || leasedUntil > until + APART',
        replace: 'leasedUntil < Infinity',
      },
    ],
  },
  // What the simulation found first, and is to find again.
  {
    says: 'take the lease of one whose clock is a little ahead for a mistake',
    breaks: ['inOrder'],
    mutations: [{ file: OUTGOING, find: 'until + APART', replace: 'until' }],
  },
  {
    says: 'answer by an old name of the history who knows the new one',
    breaks: ['converges'],
    mutations: [{ file: CONVERSATION, find: 'await store.readEpoch()', replace: 'return' }],
  },
  {
    says: 'tell nobody that the history has another name, where versions are the same',
    breaks: ['converges'],
    mutations: [{ file: SUBSCRIPTIONS, find: 'seen.epoch === epoch && ', replace: '' }],
  },
]
