/** Sockets that say in words why they are closed: whoever debugs one by hand sees no more than that. */

import { WebSocket } from 'ws'
import {
  NOT_OUR_PROTOCOL,
  NOTHING_SUBSCRIBED,
  ORIGIN_NOT_ALLOWED,
  RESTART,
  TOO_FAST,
  TRY_AGAIN_LATER,
} from '../protocol.ts'

/** A `subscribe` of nothing is none, either. */
export const WHAT_A_FRAME_IS =
  'A frame is a JSON object with a type, such as {"type":"ping"}; "subscribe" names orders or a customer'

/** By close code, in at most 123 bytes each. The first four are what `ws` itself closes with. */
export const CLOSE_REASONS: Readonly<Record<number, string>> = {
  1002: 'This is not a WebSocket frame as RFC 6455 has it.',
  1007: 'A text frame is not UTF-8.',
  1008: 'Too many fragments.',
  1009: 'A frame is larger than 16 KiB: split it.',
  [RESTART]: 'The relay restarts. Come back when the drain frame says.',
  [TRY_AGAIN_LATER]: 'The relay cannot answer just now. Come back later.',
  [NOT_OUR_PROTOCOL]: `${WHAT_A_FRAME_IS}.`,
  [ORIGIN_NOT_ALLOWED]: 'This origin may not use the relay. Add it to ALLOWED_ORIGINS.',
  [NOTHING_SUBSCRIBED]: 'Nothing is subscribed. Say {"type":"subscribe", …} first.',
  [TOO_FAST]: 'Too many frames: 200 at once, and 2 a second. Come back later.',
}

/** `ws` gives no reasons of its own, and closes by this method, too. */
export class ExplainedSocket extends WebSocket {
  override close(code?: number, reason: string | Buffer = CLOSE_REASONS[code ?? 0] ?? ''): void {
    super.close(code, reason)
  }
}
