/** Whether a page was given the address of a relay. One that is wrong looks like bad weather, but does not pass. */

import type { FollowError } from './following.ts'

/** Where something answers that is no relay; a redirect makes a GET of our POST. */
const STRANGE = [200, 404, 405, 410]

/** So many times in a row are no accident: of a strange answer, and of none, which are half a minute. */
const STRANGE_TIMES = 3
const NONE_TIMES = 5

/** To be told the status of each answer that is none of a relay's, 0 where there was none: says what is wrong. */
export function watchAddress(url: string): (status: number) => FollowError | undefined {
  let last: boolean | undefined
  let times = 0
  return (status) => {
    const isStrange = STRANGE.includes(status)
    times = isStrange === last ? times + 1 : 1
    last = isStrange
    // A relay in trouble, or somebody on the way.
    if (status && !isStrange) times = 0
    if (isStrange && times >= STRANGE_TIMES) {
      const message = `${url} answered ${status} as no relay does. Set relay to its address, without redirects.`
      return { code: 'not_a_relay', message }
    }
    if (times < NONE_TIMES) return undefined
    const message = `Nobody answers at ${url}. Does the relay run, and does connect-src name it?`
    return { code: 'relay_unreachable', message }
  }
}
