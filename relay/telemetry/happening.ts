import type { TokenFault } from '../access/token-faults.ts'

/**
 * What happens in a relay, told once by whoever does it: the log and the metrics listen. A happening holds ids of
 * ours and the shop's, numbers, addresses, and words of closed lists. No secret, token, body or personal datum has
 * a place in it.
 */
export type Happening =
  /**
   * A callback is not believed. `why`: what is wrong with it, that the certificate it names cannot be had and was
   * never known, or that it came from nowhere in CALLBACK_IPS.
   */
  | {
      type: 'callback_refused'
      provider: string
      why:
        | 'missing'
        | 'too_large'
        | 'mismatch'
        | 'stale'
        | 'early'
        | 'certificate'
        | 'address'
        | 'callback_ips'
      /** The address it came from. */
      from: string
    }
  /** A page's token opens nothing. */
  | { type: 'token_refused'; fault: TokenFault }

/** Never throws, and takes no longer than a line does. */
export type Tell = (happening: Happening) => void
