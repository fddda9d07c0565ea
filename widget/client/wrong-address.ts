/** Whether a page was given the address of a relay. One that is wrong looks like bad weather, but does not pass. */

import type { FollowError } from './following.ts'

/** What answers so, and not as a relay does, is none; a redirect makes a GET of our POST. */
const STRANGE = [200, 404, 405, 410]

/** So many times in a row, it is no accident. */
const TIMES = 3

/** To be told the status of each answer that is none of a relay's, 0 where there was none: says what is wrong. */
export function watchAddress(url: string): (status: number) => FollowError | undefined {
  let last = ''
  let times = 0
  return (status) => {
    const code = STRANGE.includes(status) ? 'not_a_relay' : status ? '' : 'relay_unreachable'
    times = code === last ? times + 1 : 1
    last = code
    // Nobody there may be a relay that is started anew: so it is given a little longer.
    if (!code || times < TIMES + Number(!status)) return undefined
    const message = `Set relay to your relay's address, without redirects: ${url} answered ${status || 'nothing that this page may read'}.`
    return { code, message }
  }
}
