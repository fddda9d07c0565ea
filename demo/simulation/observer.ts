/** Who looks on at what a page does and is told. */

export interface Observer {
  /** A socket is opened to this address. */
  dials(url: string): void
  /** A poll is sent. */
  polls(url: string): void
  /** A frame is sent by socket. */
  sends(text: string): void
  /** A socket has opened. */
  opened(): void
  /** A frame arrives by socket, and somebody listens. */
  hears(text: string): void
  /** An open socket is no more. */
  closed(): void
  /** A poll is answered. */
  answered(status: number, retryAfter: string | null, body: string): void
  /** Another tab says that it has seen something. */
  learns(): void
  /** It may be that the socket has died meanwhile: the page was away. */
  returns(how: string): void
  /** Hidden, frozen or kept for later: no longer seen. */
  leaves(how: string): void
  /** Written to the console. */
  logs(line: string): void
}

export const NOBODY: Observer = {
  dials() {},
  polls() {},
  sends() {},
  opened() {},
  hears() {},
  closed() {},
  answered() {},
  learns() {},
  returns() {},
  leaves() {},
  logs() {},
}
