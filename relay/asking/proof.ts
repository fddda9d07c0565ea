/** Whether a provider takes the credentials: it is asked about a payment that there is not, and nothing else. */

import type { AskConfig } from '../config/config.ts'
import type { Asking, Question } from '../providers/asking.ts'
import { hear, probeOf } from '../providers/hear.ts'
import type { Provider } from '../providers/provider.ts'
import { Client, type Sent } from './client.ts'
import type { Unsent } from './tokens.ts'
import type { Transport } from './transport.ts'

/** `good`: it looked for the payment, and so takes them. */
export type Proof = { outcome: 'good' } | Unsent

const GOOD = { outcome: 'good' } as const

/** Of each of the credentials, in their order. Never rejects. */
export const proofsOf = (
  provider: Provider,
  asking: Asking,
  { credentials, where }: AskConfig,
  out: Transport,
): Promise<Proof[]> => {
  const strict = onceTold(asking)
  return Promise.all(
    credentials.map(async (parts) => {
      const client = new Client(out, { asking: strict, credentials: [parts], where })
      const question = probeOf(strict, parts)
      return question ? proofOf(question) : GOOD

      async function proofOf(asked: Question): Promise<Proof> {
        const proof = proofIn(provider, strict, await client.ask(asked))
        // Each may need a permission of its own.
        return proof === GOOD && asked.otherwise ? proofOf(asked.otherwise) : proof
      }
    }),
  )
}

function proofIn(provider: Provider, asking: Asking, sent: Sent): Proof {
  if (sent.outcome !== 'sent') return sent
  const { answer } = sent
  const reading = hear(provider, asking, answer, { asks: [], payments: [], references: [] })
  switch (reading.outcome) {
    case 'absent':
      return isPage(answer.text)
        ? { outcome: 'unread', why: `A web page answers, with ${answer.status}.` }
        : GOOD
    case 'answered':
    case 'other_payment':
      return GOOD
    default:
      return reading
  }
}

/** Anybody's server has a page for what it does not know, and no provider sends one. */
const isPage = (text: string): boolean => /^\s*</.test(text)

/** Whoever asks once takes what is said at its word, and that somebody is known who is told: I cannot say. */
const onceTold = (asking: Asking): Asking => ({
  ...asking,
  fault(opened) {
    const fault = asking.fault?.(opened)
    if (fault?.outcome === 'refused') return { outcome: 'refused', why: fault.why }
    return asking.provesCredentials?.(opened) ? { outcome: 'absent' } : fault
  },
})
