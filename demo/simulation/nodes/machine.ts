/** A machine: a copy of the relay's code, with a clock of its own. Processes come and go on it. */

import type { Config } from '../../../relay/config/config.ts'
import { BEGINNING } from '../place.ts'
import { realm, type Mutation, type Realm } from '../realm.ts'
import { RELAY_GLOBALS, relayGlobals, SETTINGS, type Here } from '../relay-globals.ts'
import { requestsOf, type Receiver } from './receiver.ts'

type Exports = typeof import('./under-test.ts')

/** The store's, and as many nodes' as a run may have. All runs of a process share them, one after the other. */
export interface Machines {
  store: Machine
  nodes: readonly Machine[]
}

/** What runs on one now. */
interface Running extends Here {
  receiver: Receiver
  /** How far its clock is ahead, in ms. */
  ahead: number
}

const MOST = 3

export async function machines(mutations: readonly Mutation[] = []): Promise<Machines> {
  const code = await realm<Exports>('demo/simulation/nodes/under-test.ts', RELAY_GLOBALS, mutations)
  return { store: new Machine(code), nodes: Array.from({ length: MOST }, () => new Machine(code)) }
}

export class Machine {
  readonly code: Exports
  readonly config: Config
  #running: Running | undefined

  constructor(code: Realm<Exports>) {
    const modules = { 'node:https': requestsOf(() => this.#here) }
    this.code = code(...relayGlobals({ here: () => this.#here, now: this.now, modules }))
    const read = this.code.readConfig({
      ...SETTINGS,
      WEBHOOK_URL: 'https://shop.example/hooks',
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(24).toString('base64')}`,
    })
    if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
    this.config = read.config
  }

  run(running: Running): void {
    this.#running = running
  }

  /** As its clock has it, in ms since 1970. */
  readonly now = (): number => BEGINNING + this.#here.place.clock.now + this.#here.ahead

  get #here(): Running {
    if (!this.#running) throw new Error('Nothing runs on this machine.')
    return this.#running
  }
}
