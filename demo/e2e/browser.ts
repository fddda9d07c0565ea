/** What a shopper does with a browser, in words that each of them understands: one story for all. */

export interface Tab {
  open(url: string): Promise<void>
  back(): Promise<void>
  /** What a function answers in the page. It sees nothing but what it is given. */
  evaluate<Args extends unknown[], T>(run: (...args: Args) => T, ...args: Args): Promise<Awaited<T>>
  /** Something else is in front: another tab, or the desktop. */
  hide(): Promise<void>
  show(): Promise<void>
  /** Takes the network away, or gives it back. Only where the browser has a switch for it. */
  setOffline?: (isOffline: boolean) => Promise<void>
  /** Stops all that runs in the page, as a phone does; or lets it go on. */
  setFrozen?: (isFrozen: boolean) => Promise<void>
  /** How many objects of this element's class there are, once all garbage is gone. */
  countInstances?: (element: string) => Promise<number>
  close(): Promise<void>
}

export interface TestBrowser {
  newTab(): Promise<Tab>
  close(): Promise<void>
}
