/**
 * Mistakes that somebody could make in the client, one at a time. If the simulation noticed none of them,
 * it would prove nothing.
 */

import type { Promised } from './invariants.ts'
import type { Mutation } from './realm.ts'

export interface Mutant extends Mutation {
  /** What the client does wrong. */
  says: string
  /** Which promises it breaks. */
  breaks: readonly Promised[]
}

const CHANNEL = 'widget/client/channel.ts'
const CONNECTION = 'widget/client/connection.ts'
const FOLLOWER = 'widget/client/follower.ts'
const LATEST = 'widget/client/latest.ts'
const LIFECYCLE = 'widget/client/lifecycle.ts'
const POLLING = 'widget/client/polling.ts'
const RUNNER = 'widget/client/runner.ts'
const SOCKET = 'widget/client/socket.ts'
const TABS = 'widget/client/tabs.ts'

export const MUTANTS: readonly Mutant[] = [
  {
    says: 'shows whatever arrives last',
    breaks: ['forward'],
    file: LATEST,
    find: 'version > snapshot.version',
    replace: 'version !== snapshot.version',
  },
  {
    says: 'returns to an epoch that it left',
    breaks: ['forward'],
    file: LATEST,
    find: '!left.includes(epoch)',
    replace: 'true',
  },
  {
    says: 'forgets what was promised',
    breaks: ['doubtful'],
    file: LATEST,
    find: 'snapshot.amountReceived < promised',
    replace: 'snapshot.amountReceived < 0 * promised',
  },
  {
    says: 'takes an error that it does not know for a failed payment',
    breaks: ['truthful'],
    file: FOLLOWER,
    find: 'fail(code, message)\n        return false',
    replace: `{
          const last = known.get(order)?.snapshot
          if (last) see({ ...last, version: last.version + 1, status: 'failed' }, true)
        }
        return false`,
  },
  {
    says: 'tells the same again',
    breaks: ['once'],
    file: FOLLOWER,
    find: 'isSnapshot(seen) && isNews(before, seen)',
    replace:
      'isSnapshot(seen) && (isNews(before, seen) || seen.version === before?.snapshot.version)',
  },
  {
    says: 'is content with an open socket, and forgets to subscribe',
    breaks: ['converges', 'prompt'],
    file: CHANNEL,
    find: 'acknowledged.clear()\n      return send(telling(followers))',
    replace: "return runner.dispatch('heard')",
  },
  {
    says: 'does not ask whether a socket outlived its absence',
    breaks: ['converges', 'prompt'],
    file: CONNECTION,
    find: 'back: probing,',
    replace: '',
  },
  {
    says: 'never polls',
    breaks: ['converges', 'prompt'],
    file: CONNECTION,
    find: 'polling: ({ isOverdue }) => isOverdue',
    replace: 'polling: () => false',
  },
  {
    says: 'polls beside a live socket',
    breaks: ['single'],
    file: CONNECTION,
    find: 'polling: ({ isOverdue }) => isOverdue',
    replace: "polling: ({ isOverdue, name }) => isOverdue || name === 'live'",
  },
  {
    says: 'forgives failures when a socket opens',
    breaks: ['calm'],
    file: CONNECTION,
    find: '    heard: live,\n    lost: unreached,',
    replace: '    heard: (state) => live({ ...state, failures: -9 }),\n    lost: unreached,',
  },
  {
    says: 'polls at once after an answer without news',
    breaks: ['calm'],
    file: POLLING,
    find: 'else isFine = held < wait',
    replace: 'else isFine = true',
  },
  {
    says: 'waits for an answer for ever',
    breaks: ['converges', 'prompt'],
    file: POLLING,
    find: '(held / turns) * 1000 + grace',
    replace: '2 ** 31 - 1',
  },
  {
    says: 'does not hear Retry-After',
    breaks: ['patient'],
    file: POLLING,
    find: 'if (seconds > 0 && !isStopped)',
    replace: 'if (seconds > 1e9)',
  },
  {
    says: 'comes back from a drain at once',
    breaks: ['patient'],
    file: CHANNEL,
    find: 'drain(frame.after + Math.random() * frame.spread)',
    replace: 'drain(0)',
  },
  {
    says: 'waits longer when its clock is set back',
    breaks: ['converges', 'prompt'],
    file: CHANNEL,
    find: 'export function openChannel(relay: string): Channel {',
    replace: 'export function openChannel(relay: string): Channel {\n  const performance = Date',
  },
  {
    says: 'looks for sleep at a clock that sleeps as well',
    breaks: ['converges', 'prompt'],
    file: LIFECYCLE,
    find: 'const watching = new AbortController()',
    replace: 'const watching = new AbortController()\n  const Date = performance',
  },
  {
    says: 'does not look at what a heartbeat tells',
    breaks: ['converges', 'prompt'],
    file: FOLLOWER,
    find: '![...known.values()].every(isTold)',
    replace: 'false',
  },
  {
    says: 'trusts a silent socket',
    breaks: ['converges', 'prompt'],
    file: SOCKET,
    find: 'heartbeat * SILENCE',
    replace: '2 ** 31 - 1',
  },
  {
    says: 'asks for no other token when one has run out',
    breaks: ['converges', 'prompt'],
    file: FOLLOWER,
    find: 'if (isToken) ask()',
    replace: 'if (isToken && !getToken) ask()',
  },
  {
    says: 'does not rest while nobody looks',
    breaks: ['quiet'],
    file: LIFECYCLE,
    find: "setTimeout(tell, REST, 'away')",
    replace: 'setTimeout(() => {}, REST)',
  },
  {
    says: 'keeps its socket when it is put away',
    breaks: ['quiet'],
    file: LIFECYCLE,
    find: "if (type === 'pagehide' || type === 'freeze') tell('away')",
    replace: "if (type === 'pagehide' || type === 'freeze') return",
  },
  {
    says: 'leaves a timer running',
    breaks: ['clean'],
    file: RUNNER,
    find: 'stop: () => clearTimeout(timer)',
    replace: 'stop: () => {}',
  },
  {
    says: 'listens to a page where nothing is followed any longer',
    breaks: ['clean'],
    file: CHANNEL,
    find: '    page?.stop()\n    page = undefined',
    replace: '    page = undefined',
  },
  {
    says: 'leaves the other tabs listening',
    breaks: ['clean', 'quiet'],
    file: TABS,
    find: 'stop: () => tabs.close()',
    replace: 'stop: () => {}',
  },
  {
    says: 'leaves a poll under way',
    breaks: ['clean', 'quiet'],
    file: POLLING,
    find: '    clearTimeout(timer)\n    asking?.abort()',
    replace: '    clearTimeout(timer)',
  },
  {
    says: 'writes tokens into the console',
    breaks: ['discreet'],
    file: CHANNEL,
    find: '(${event})`',
    replace: '(${event}) ${followers[0]?.token}`',
  },
  {
    says: 'puts tokens into addresses',
    breaks: ['discreet'],
    file: CHANNEL,
    find: 'url: `${relay}poll`',
    replace: 'url: `${relay}poll?token=${followers[0]?.token}`',
  },
  // What the simulation found first, and is to find again.
  {
    says: 'waits for what it waited for before, when the relay has said otherwise',
    breaks: ['patient', 'converges', 'prompt'],
    file: CHANNEL,
    find: "    runner.restart('backoff')\n",
    replace: '',
  },
  {
    says: 'forgets what the relay said, while nobody looks',
    breaks: ['patient'],
    file: CHANNEL,
    find: "isEarly ? 'drain' : event",
    replace: 'event',
  },
]
