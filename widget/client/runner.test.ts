import { expect, it } from 'vitest'
import {
  activities,
  CLOSED,
  type Activity,
  type ConnectionEvent,
  type ConnectionState,
} from './connection.ts'
import { run } from './runner.ts'

/** A runner whose activities only say that they were started and stopped. */
function observed() {
  const running: Activity[] = []
  const story: string[] = []

  const starting = (activity: Activity) => () => {
    running.push(activity)
    story.push(`+ ${activity}`)
    return {
      send() {},
      probe() {},
      tell() {},
      stop() {
        running.splice(running.indexOf(activity), 1)
        story.push(`- ${activity}`)
      },
    }
  }
  const changes: [before: ConnectionState, event: ConnectionEvent][] = []
  const runner = run(
    CLOSED,
    {
      socket: starting('socket'),
      settling: starting('settling'),
      patience: starting('patience'),
      backoff: starting('backoff'),
      polling: starting('polling'),
      tabs: starting('tabs'),
    },
    (...change) => changes.push(change),
  )
  return { runner, running, story, changes }
}

const EVENTS: readonly ConnectionEvent[] = [
  'open',
  'lost',
  'overdue',
  'retry',
  'heard',
  'silent',
  'heard',
  'drain',
  'back',
  'retry',
  'eaten',
  'refused',
]

it('runs what the state wants, each once, and nothing else', () => {
  const { runner, running } = observed()
  for (const event of EVENTS) {
    runner.dispatch(event)
    expect(running.toSorted()).toEqual(activities(runner.state).toSorted())
  }
})

it('leaves nothing running, wherever it is closed', () => {
  for (let length = 1; length <= EVENTS.length; length++) {
    const { runner, running } = observed()
    EVENTS.slice(0, length).forEach(runner.dispatch)
    expect(running).not.toEqual([])
    runner.dispatch('close')
    expect(running).toEqual([])
    expect(runner.running).toEqual({})
  }
})

it('tells of each change with what was before, and of nothing that is none', () => {
  const { runner, changes } = observed()
  runner.dispatch('retry')
  runner.dispatch('open')
  const opened = runner.state
  runner.dispatch('settled')
  runner.dispatch('close')
  expect(changes).toEqual([
    [CLOSED, 'open'],
    [opened, 'close'],
  ])
})

it('starts anew what runs, and only that', () => {
  const { runner, story } = observed()
  runner.dispatch('open')
  const before = story.length
  runner.restart('polling')
  runner.restart('socket')
  expect(story.slice(before)).toEqual(['- socket', '+ socket'])
})

it('hears of a time that has passed, but not of one that was called off', async () => {
  const { runner, changes } = observed()
  runner.after(0, 'refused').stop()
  runner.after(0, 'open')
  await expect.poll(() => runner.state.name).toBe('connecting')
  expect(changes.map(([, event]) => event)).toEqual(['open'])
})
