/** For tests: two relays on one store, each of which keeps its own view of it, and what is between them. */

import { onTestFinished, vi } from 'vitest'
import type { Environment } from '../config/config.ts'
import { HEARTBEAT } from '../pages/liveness.ts'
import type { Bus } from '../nodes/bus.ts'
import { storeOf } from '../store/keeper.ts'
import { memoryKeeper } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { until } from './client.ts'
import { atRest, startRelay, type TestRelay } from './relay.ts'
import { SharedLine } from './shared-bus.ts'
import { unreliable } from './unreliable.ts'

/** How often each node looks what is due, in ms. */
const TURN = 1_000

/** `dead`: nobody is heard. `unreliable`: one in three is lost, others come twice and late. */
export type BusKind = 'sound' | 'dead' | 'unreliable'

export interface TwoNodes {
  one: TestRelay
  other: TestRelay
  stores: readonly [Store, Store]
  line: SharedLine
  /** Where the bus does not do it: lets the time pass in which the other node finds out by itself. All at once. */
  heartbeat(): void
}

/** Two relays on a store and a bus for real, each with its own of both. */
export async function twoNodesOn(
  openStore: () => Promise<Store>,
  openBus: () => Bus,
): Promise<Pick<TwoNodes, 'one' | 'other'> & { buses: readonly Bus[] }> {
  const buses = [openBus(), openBus()] as const
  await until(() => buses.every(({ isConnected }) => isConnected))
  const start = async (bus: Bus) => startRelay({}, { store: await openStore(), bus })
  return { one: await start(buses[0]), other: await start(buses[1]), buses }
}

export async function twoNodes(
  kind: BusKind = 'sound',
  env: Environment = {},
  parts: Pick<NonNullable<Parameters<typeof startRelay>[1]>, 'log'> = {},
): Promise<TwoNodes> {
  // What is done each second is done when the test says so, and what pages have shown is not written down.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const keeper = memoryKeeper()
  const line = new SharedLine()
  const stores = [storeOf(keeper), storeOf(keeper)] as const
  const buses = stores.map(() => (kind === 'unreliable' ? unreliable(line.bus()) : line.bus()))
  const clock = atRest()
  await until(() => buses.every(({ isConnected }) => isConnected))
  if (kind === 'dead') {
    line.cut()
    await until(() => buses.every(({ isConnected }) => !isConnected))
  }
  const start = (index: 0 | 1) => {
    const [store, bus] = [stores[index], buses[index]]
    return startRelay(env, { ...parts, ...clock, store, ...(bus && { bus }) })
  }
  const [one, other] = [await start(0), await start(1)]
  return {
    ...{ one, other, stores, line },
    heartbeat() {
      if (kind === 'sound') return
      other.advance(HEARTBEAT)
      vi.advanceTimersByTime(TURN)
    },
  }
}
