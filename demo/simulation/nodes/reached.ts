/** The store as a process reaches it: late, or not at all; and nothing that comes back reaches the dead. */

import type { Store } from '../../../relay/store/store.ts'

/** What makes several ways to the store itself, in one step. */
const STEPS: readonly string[] = ['apply', 'register', 'elapse', 'replay', 'asks']

interface Way {
  /** There, or back. Rejects where nobody is reached. */
  journey(): Promise<void>
  isAlive(): boolean
}

export function reached(store: Store, { journey, isAlive }: Way): Store {
  /** The same promise, for as long as somebody is there. */
  const forTheLiving = <T>(promise: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      promise.then(
        (value) => isAlive() && resolve(value),
        (cause: unknown) => isAlive() && reject(cause),
      )
    })

  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function' || name === 'onCommit') return method
      return (...given: unknown[]) => {
        const isStep = STEPS.includes(String(name))
        const there = isStep ? Promise.resolve() : journey()
        const answer = there.then(() => Reflect.apply(method, target, given))
        return forTheLiving(isStep ? answer : answer.then((value) => journey().then(() => value)))
      }
    },
  })
}
