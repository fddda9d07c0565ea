import type { TokenFault } from '../access/token-faults.ts'

/**
 * What happens in a relay, told once by whoever does it: the log and the metrics listen. A happening holds ids of
 * ours and the shop's, numbers, addresses, and words of closed lists. No secret, token, body or personal datum has
 * a place in it.
 */
export type Happening = OfCallbacks | OfLimits

type OfCallbacks =
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
      /** The address it came from. None: fewer proxies have passed it on than TRUST_PROXY says. */
      from: string | undefined
      /** Of CALLBACK_IPS: how many addresses X-Forwarded-For had, and how many proxies write it as TRUST_PROXY says. */
      proxies?: { seen: number; trusted: number }
    }
  /** A page's token opens nothing. */
  | { type: 'token_refused'; fault: TokenFault }

/** What strangers may hold. `from`: their address, where it is known. */
type OfLimits =
  /** There are as many connections as there may be: in all, or from one address. The next are answered, and not kept. */
  | { type: 'limit_reached'; limit: 'all' | 'address'; from?: string }
  /** A connection had too many requests under way, or did not read its answers. */
  | { type: 'connection_ended'; why: 'requests' | 'unread'; from?: string }
  /** A proxy passes requests on, and TRUST_PROXY does not say so. Told once. */
  | { type: 'proxy_not_trusted'; from: string }
  /** A request's body is not waited for: there is no room for it, it is too slow, or in too many pieces. */
  | { type: 'body_refused'; why: 'room' | 'late' | 'pieces'; from?: string }
  /** Whoever asked has gone before the answer. */
  | { type: 'broken_off' }

/** Never throws, and takes no longer than a line does. */
export type Tell = (happening: Happening) => void
