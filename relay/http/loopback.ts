/** With any port. Only these are this machine for sure: what other names lead here, whoever owns them may change. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i

/** Whether a `Host` names this machine. */
export const isLoopbackHost = (host: string | undefined): boolean => LOOPBACK.test(host ?? '')
