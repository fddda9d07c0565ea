/** `usePaymentStatus`: how orders stand, now and from now on, in a React component. */

import { useEffect, useMemo, useRef, useState } from 'react'
import { follow } from '../client/follow.ts'
import type { FollowError, Following } from '../client/following.ts'
import type { Snapshot } from '../../relay/protocol.ts'
import type { Connection } from '../client/connection.ts'

/** The same for all orders of one call. What is made anew at each render, such as `getToken`, changes nothing. */
export interface UseOptions {
  /** The relay's address, such as `https://pay.example.com/`. */
  relay: string
  /** A token that opens them all, or a way to get one. */
  token?: string | undefined
  getToken?: (() => Promise<string>) | undefined
  transport?: 'auto' | 'polling'
  debug?: boolean
}

/** How one order stands. */
export interface OrderStatus {
  /** Undefined until something is known. */
  readonly snapshot: Snapshot | undefined
  readonly connection: Connection
  /** Nothing was heard for 10 s that should have been: say as of when it holds, and offer nothing to pay. */
  readonly isSilent: boolean
  /** Another attempt cannot lead to paying twice, as far as this page can know. */
  readonly isSafeToRetry: boolean
  /** What you must mend, such as a refused token. */
  readonly error: FollowError | undefined
  /** Asks for the newest now, and has the relay ask the provider, where it can. */
  readonly refresh: () => void
}

type Shown = Omit<OrderStatus, 'refresh'>

/** Before the first answer, and on a server. */
const UNKNOWN: Shown = {
  snapshot: undefined,
  connection: 'connecting',
  isSilent: false,
  isSafeToRetry: false,
  error: undefined,
}

const EVENTS = ['change', 'connection', 'behind', 'silence'] as const

/** An error, and when the relay had confirmed what is known by then: once it does so again, the error is over. */
type Failure = { error: FollowError; heardAt: number | undefined } | undefined

const statusOf = (following: Following, failure: Failure): Shown => ({
  snapshot: following.snapshot,
  connection: following.connection,
  isSilent: following.isSilent,
  isSafeToRetry:
    following.snapshot?.safeToRetry === true &&
    !following.isSilent &&
    !following.isBehind &&
    !following.isDoubtful,
  error: failure?.heardAt === following.heardAt ? failure?.error : undefined,
})

/** What a page may not know yet: then nothing is followed. */
type Order = string | number | null | undefined

/** Follows an order while the component is there. */
export function usePaymentStatus(options: UseOptions & { order: Order }): OrderStatus
/** Follows orders, and answers in their order. One connection for all. */
export function usePaymentStatus(options: UseOptions & { orders: readonly Order[] }): OrderStatus[]
export function usePaymentStatus(
  options: UseOptions & ({ order: Order; orders?: never } | { orders: readonly Order[] }),
): OrderStatus | OrderStatus[] {
  const { relay, token, transport = 'auto', debug = false } = options
  const isList = options.orders !== undefined
  // Another array of the same orders is the same.
  const key = JSON.stringify(
    (options.orders ?? [options.order]).map((order) => String(order ?? '')),
  )
  const orders = useMemo((): string[] => JSON.parse(key), [key])

  const [statuses, setStatuses] = useState<ReadonlyMap<string, Shown>>(new Map())
  const followings = useRef<ReadonlyMap<string, Following>>(new Map())
  const newest = useRef(options)
  useEffect(() => {
    newest.current = options
  })
  const canAsk = options.getToken !== undefined

  useEffect(() => {
    const earlier = followings.current
    const begin = (order: string): Following => {
      const following = follow({
        relay,
        order,
        token: newest.current.token,
        transport,
        debug,
        after: earlier.get(order),
        ...(canAsk && { getToken: async () => (await newest.current.getToken?.()) ?? '' }),
      })
      let failure: Failure
      const show = () =>
        setStatuses((before) => new Map(before).set(order, statusOf(following, failure)))
      for (const event of EVENTS) following.on(event, show)
      following.on('error', (error) => {
        failure = { error, heardAt: following.heardAt }
        show()
      })
      show()
      return following
    }
    // One for each, though a list may name it twice.
    const started = new Map([...new Set(orders)].map((order) => [order, begin(order)]))
    followings.current = started
    // Not before what comes in its place has begun: they share a connection, which need not be given up in between.
    return () => queueMicrotask(() => started.forEach((following) => following.stop()))
  }, [relay, orders, transport, debug, canAsk])

  useEffect(() => {
    if (token) followings.current.forEach((following) => following.renew(token))
  }, [token])

  return useMemo(() => {
    const all = orders.map((order) => ({
      ...(statuses.get(order) ?? UNKNOWN),
      refresh: () => followings.current.get(order)?.refresh(),
    }))
    const [first] = all
    return isList || !first ? all : first
  }, [orders, statuses, isList])
}
