/** `usePaymentStatus`: how orders stand, now and from now on, in a React component. */

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
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

/** Before the first answer, and on a server. */
const UNKNOWN: Omit<OrderStatus, 'refresh'> = {
  snapshot: undefined,
  connection: 'connecting',
  isSilent: false,
  isSafeToRetry: false,
  error: undefined,
}

const EVENTS = ['change', 'connection', 'behind', 'silence'] as const

const statusOf = (following: Following, error: FollowError | undefined) => ({
  snapshot: following.snapshot,
  connection: following.connection,
  isSilent: following.isSilent,
  isSafeToRetry:
    following.snapshot?.safeToRetry === true &&
    !following.isSilent &&
    !following.isBehind &&
    !following.isDoubtful,
  error,
})

/** Follows an order while the component is there. */
export function usePaymentStatus(options: UseOptions & { order: string | number }): OrderStatus
/** Follows orders, and answers in their order. One connection for all. */
export function usePaymentStatus(
  options: UseOptions & { orders: readonly (string | number)[] },
): OrderStatus[]
export function usePaymentStatus(
  options: UseOptions &
    ({ order: string | number; orders?: never } | { orders: readonly (string | number)[] }),
): OrderStatus | OrderStatus[] {
  const { relay, token, transport = 'auto', debug = false } = options
  const ids = (options.orders ?? [options.order]).map(String)
  // Another array of the same orders is the same.
  const key = JSON.stringify(ids)

  const [statuses, setStatuses] = useState<Readonly<Record<string, Omit<OrderStatus, 'refresh'>>>>(
    {},
  )
  const followings = useRef<Readonly<Record<string, Following>>>({})
  const newest = useRef(options)
  useEffect(() => {
    newest.current = options
  })
  const canAsk = options.getToken !== undefined

  useEffect(() => {
    const orders: string[] = JSON.parse(key)
    const started: Record<string, Following> = {}
    const stops = orders.map((order) => {
      const following = follow({
        relay,
        order,
        token: newest.current.token,
        transport,
        debug,
        ...(canAsk && { getToken: async () => (await newest.current.getToken?.()) ?? '' }),
      })
      started[order] = following
      const show = (error?: FollowError) =>
        setStatuses((before) => ({ ...before, [order]: statusOf(following, error) }))
      for (const event of EVENTS) following.on(event, () => show())
      following.on('error', show)
      show()
      return () => following.stop()
    })
    followings.current = started
    return () => {
      followings.current = {}
      for (const stop of stops) stop()
    }
  }, [relay, key, transport, debug, canAsk])

  const first = useRef(true)
  useEffect(() => {
    // The first one was given when it began.
    if (!first.current && token) {
      for (const following of Object.values(followings.current)) following.renew(token)
    }
    first.current = false
  }, [token])

  const refresh = useCallback((order: string) => followings.current[order]?.refresh(), [])

  return useMemo(() => {
    const all = (JSON.parse(key) as string[]).map((order) => ({
      ...(statuses[order] ?? UNKNOWN),
      refresh: () => refresh(order),
    }))
    const [one] = all
    return options.orders || !one ? all : one
  }, [key, statuses, refresh, options.orders === undefined])
}
