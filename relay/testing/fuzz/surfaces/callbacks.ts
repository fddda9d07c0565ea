/** Callbacks: as an adapter judges them, and as they come over the wire. Only who is the provider is believed. */

import fc from 'fast-check'
import { redact } from '../../../callbacks/redact.ts'
import { PROVIDERS } from '../../../providers/index.ts'
import type { Delivery } from '../../../providers/provider.ts'
import { simulatedKeys } from '../../../providers/simulated-keys.ts'
import { verify } from '../../../providers/verify.ts'
import { answersIn, checkAnswer } from '../answers.ts'
import { CUTS, inPieces } from '../hostile.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { SECRETS } from '../target.ts'
import { callbackUrlOf, changed, goodOnes, isVouched, requestOf, type Sent } from './deliveries.ts'

export const judged: Surface = {
  by: 'call',
  async against({ port }) {
    const good = goodOnes(port)
    return fc.asyncProperty(changed(good), async (sent) => {
      const provider = PROVIDERS.get(sent.path.split('/')[2] ?? '')
      const headers = headersOf(sent)
      promised(typeof redact(sent.body) === 'string', 'any body can be made fit to keep')
      if (!provider || !headers) return
      const delivery: Delivery = {
        url: callbackUrlOf(port, provider),
        headers,
        body: Buffer.from(sent.body),
        publicKey: simulatedKeys().publicKey,
      }
      const secrets = [SECRETS.get(provider.id) ?? '']
      const verdict = verify(provider, delivery, secrets, Date.now() / 1000)
      const isBelieved = verdict === 'valid'
      promised(!isBelieved || isVouched(sent, provider, good), 'no stranger is believed', sent)
    })
  },
}

/** Undefined where no HTTP could carry them. */
function headersOf({ headers }: Sent): Headers | undefined {
  try {
    return new Headers(headers)
  } catch {
    return undefined
  }
}

export const posted: Surface = {
  by: 'socket',
  async against(target) {
    // Some are believed for no more than seconds.
    const good = await target.atRest(async (now) => {
      const good = goodOnes(target.port, now)
      for (const sent of good) {
        // Of those that do not sign, the address of an order that is known.
        await target.merchant('PUT', `/orders/${sent.order}`, {})
        const [answer] = answersIn(
          (await target.exchange([requestOf(sent)], (bytes) => answersIn(bytes).length > 0)).bytes,
        )
        promised((answer?.status ?? 500) < 300, 'the good ones are believed', { sent, answer })
      }
      return good
    })
    return fc.asyncProperty(changed(good), CUTS, async (sent, cuts) => {
      const { bytes } = await target.exchange(inPieces(requestOf(sent), cuts))
      const answers = answersIn(bytes)
      for (const answer of answers) checkAnswer(answer)
      const provider = PROVIDERS.get(nameIn(sent.path))
      if (!provider || answers[0] === undefined || answers[0].status >= 300) return
      promised(isVouched(sent, provider, good), 'no stranger is acknowledged', sent)
    })
  },
}

/** As the routes read it. */
function nameIn(path: string): string {
  const name = /^\/+callbacks\/([^/?#]*)/.exec(path)?.[1] ?? ''
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
