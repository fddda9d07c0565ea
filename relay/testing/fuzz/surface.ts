/** One face that the relay shows to strangers, and how it is attacked. */

import type fc from 'fast-check'
import type { Target } from './target.ts'

export interface Surface {
  /** What a case takes: a call microseconds, a socket milliseconds. Of the first there are many times as many. */
  by: 'call' | 'socket'
  /** Cases, each of which throws where the relay broke a promise. */
  against(target: Target): Promise<fc.IAsyncProperty<unknown>>
}
