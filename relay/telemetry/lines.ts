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
  callback_refused: ({ provider, why, from, proxies }) => ({
    level: 'warn',
    message: `callback refused: ${why === 'callback_ips' ? `not from CALLBACK_IPS${adviceOn(proxies)}` : 'not verified'}`,
    sampledBy: `callback_refused ${provider} ${why}`,
    about: { provider, verdict: why, address: from, ...(proxies && { proxies }) },
  }),
  limit_reached: ({ limit, from }) => ({
    level: 'warn',
    message:
      limit === 'all'
        ? 'there are MAX_CONNECTIONS: who comes now is answered, and not kept'
        : 'an address has MAX_PER_ADDRESS without a valid token: who comes from it now is answered, and not kept',
    sampledBy: `limit_reached ${limit}`,
    about: { address: from },
  }),
  connection_ended: ({ why, from }) => ({
    level: 'warn',
    message: `a connection was ended: ${ENDED[why]}`,
    sampledBy: `connection_ended ${why}`,
    about: { address: from },
  }),
  proxy_not_trusted: ({ from }) => ({
    level: 'warn',
    message:
      'a proxy passes requests on, and TRUST_PROXY is 0: addresses are the proxy’s, so CALLBACK_IPS refuses its callbacks ' +
      'and MAX_PER_ADDRESS is off. Set TRUST_PROXY to how many proxies in front write X-Forwarded-For',
    about: { address: from },
  }),
  body_refused: ({ why, from }) => ({
    level: 'warn',
    message: `a request’s body was not waited for: ${NOT_WAITED_FOR[why]}`,
    sampledBy: `body_refused ${why}`,
    about: { address: from },
  }),
  broken_off: () => ({
    level: 'debug',
    message: 'whoever asked has gone before the answer',
    about: {},
  }),
  token_refused: ({ fault }) => ({
    level: 'info',
    message: `a token is refused. ${wordsFor(fault)}`,
    sampledBy: `token_refused ${fault}`,
    about: { fault },
  }),
}

const ENDED = {
  requests: 'too many requests under way on it',
  unread: 'nobody reads its answers',
}

const NOT_WAITED_FOR = {
  room: 'there is none for more',
  late: 'it was too slow',
  pieces: 'it came in too many pieces',
}

/** What about TRUST_PROXY may be the reason. */
function adviceOn(proxies: { seen: number; trusted: number } | undefined): string {
  if (!proxies || proxies.seen === proxies.trusted) return ''
  const { seen, trusted } = proxies
  return seen < trusted
    ? `. X-Forwarded-For has ${seen} addresses, and TRUST_PROXY is ${trusted}: its address is not known`
    : `. X-Forwarded-For has ${seen} addresses, and TRUST_PROXY is ${trusted}: is that how many proxies are in front?`
}

export function lineOf<H extends Happening>(happening: H): Line {
  // Of each type, the table has its own.
  const line = LINES[happening.type] as (happening: H) => Line
  return line(happening)
}
