/** What must hold of nodes, besides what must hold of each page. */

import type { Snapshot } from '../../../relay/protocol.ts'
import { PROMISES as OF_PAGES, Said } from '../invariants.ts'
import { gistOf } from './receiver.ts'

export const PROMISES = {
  ...OF_PAGES,
  same: 'of one version, every node says the same',
  ordered: 'a socket tells no older version after a newer one',
  kept: 'what was answered is kept, and counted once',
  told: 'the merchant’s backend hears what is true of each order in the end',
  inOrder: 'webhooks of one order come one after the other, in their order',
  agreed: 'all nodes call the history by one name, and answer alike',
} as const

export type Promised = keyof typeof PROMISES

export interface Violation {
  promise: Promised
  what: string
}

/** What the nodes have said of orders, to whomever: of each version, one thing. */
export class SaidAlike extends Said {
  readonly #alike = new Map<string, string>()
  readonly #fail: (what: string) => void

  constructor(fail: (what: string) => void) {
    super()
    this.#fail = fail
  }

  override note(snapshot: Snapshot): void {
    super.note(snapshot)
    const { id, epoch, version } = snapshot
    // Under whichever name of the history: it was not lost.
    const name = `${id} ${version}`
    const said = gistOf(snapshot)
    const before = this.#alike.get(name) ?? said
    if (before !== said) this.#fail(`${name} of ${epoch} is ${said}, and was ${before}`)
    this.#alike.set(name, said)
  }
}
