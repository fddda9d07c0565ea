/** What names this machine. */

/** What a setting may call it. */
const NAME = /^(localhost|.+\.localhost|127(\.\d+){3}|\[?::1\]?)$/i

/**
 * What a request may call it, with any port. Fewer: only these lead here for sure. A page of somebody else's may have
 * a name that leads here too, and would then pass for one of ours.
 */
const HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i

/** Whether a host name in the settings is this machine's. */
export const isLoopback = (host: string): boolean => NAME.test(host)

/** Whether the `Host` of a request is this machine's. */
export const isLoopbackHost = (host: string | undefined): boolean => HOST.test(host ?? '')
