/** What the log says of each happening. */

import { wordsFor } from '../access/token-faults.ts'
import type { Happening } from './happening.ts'

interface Line {
  level: 'debug' | 'info' | 'warn' | 'error'
  message: string
  /** Of what strangers can cause without end: the kind of which only some are told. A word of a closed list. */
  sampledBy?: string
  /** The fields beside the message. */
  about: object
}

type Of<Type extends Happening['type']> = Extract<Happening, { type: Type }>

const LINES: { [Type in Happening['type']]: (happening: Of<Type>) => Line } = {
  callback_refused: ({ provider, why, from }) => ({
    level: 'warn',
    message: `callback refused: ${why === 'callback_ips' ? 'not from CALLBACK_IPS' : 'not verified'}`,
    sampledBy: `callback_refused ${provider} ${why}`,
    about: { provider, verdict: why, address: from },
  }),
  token_refused: ({ fault }) => ({
    level: 'info',
    message: `a token is refused. ${wordsFor(fault)}`,
    sampledBy: `token_refused ${fault}`,
    about: { fault },
  }),
}

export function lineOf<H extends Happening>(happening: H): Line {
  // Of each type, the table has its own.
  const line = LINES[happening.type] as (happening: H) => Line
  return line(happening)
}
