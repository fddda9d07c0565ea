/**
 * Runs what connection.ts wants: after each event it compares what runs with what should, so nothing can be
 * left running.
 */

import {
  activities,
  transition,
  type Activity,
  type ConnectionEvent,
  type ConnectionState,
} from './connection.ts'
import type { Socket } from './socket.ts'
import type { Tabs } from './tabs.ts'

interface Stoppable {
  stop(): void
}

/** What an activity is while it runs. A socket that could not be opened can only be stopped. */
interface Effects extends Record<Activity, Stoppable> {
  socket: Stoppable & Partial<Socket>
  tabs: Tabs
}

/** How to start each activity. Must not dispatch before it returns. */
export type Start = { readonly [Name in Activity]: () => Effects[Name] }

export interface Runner {
  readonly state: ConnectionState
  readonly running: { readonly [Name in Activity]?: Effects[Name] }
  dispatch(event: ConnectionEvent): void
  /** Dispatches it after so many ms. */
  after(ms: number, event: ConnectionEvent): Stoppable
  /** Starts an activity anew, if it runs: what it goes by has changed. */
  restart(activity: Activity): void
}

/** `changed` is told of each change of state, when all that should run does. */
export function run(
  initial: ConnectionState,
  start: Start,
  changed: (before: ConnectionState, event: ConnectionEvent) => void,
): Runner {
  const running: { [Name in Activity]?: Effects[Name] } = {}
  let state = initial

  function begin<Name extends Activity>(activity: Name): void {
    running[activity] ??= start[activity]()
  }

  function end(activity: Activity): void {
    running[activity]?.stop()
    delete running[activity]
  }

  function dispatch(event: ConnectionEvent): void {
    const before = state
    state = transition(before, event)
    if (state === before) return
    const wanted = activities(state)
    for (const activity of Object.keys(start) as Activity[]) {
      if (wanted.includes(activity)) begin(activity)
      else end(activity)
    }
    changed(before, event)
  }

  return {
    get state() {
      return state
    },
    running,
    dispatch,
    after(ms, event) {
      const timer = setTimeout(dispatch, ms, event)
      return { stop: () => clearTimeout(timer) }
    },
    restart(activity) {
      if (!running[activity]) return
      end(activity)
      begin(activity)
    },
  }
}
