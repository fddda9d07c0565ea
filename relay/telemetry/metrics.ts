/** The metrics: their names, what they count, and their text. */

import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { processMetrics } from './process-metrics.ts'

/** Before every name, but for those of the process, which are called as everybody calls them. */
const PREFIX = 'payment_status_'

/** From what a provider near by takes to the time at which it is given up. */
const ASKING_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30]

/** From 1 ms to 10 s: what a shopper notices, and what a disk takes. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const STEPS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000]

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  const ofProcess = processMetrics()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: PREFIX + name, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: PREFIX + name, help, labelNames, registers })
  const histogram = <Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    ...labelNames: Label[]
  ) => new Histogram({ name: PREFIX + name, help, buckets, labelNames, registers })

  return {
    build: gauge('build_info', 'Always 1.', 'version', 'node', 'store'),

    callbacks: counter(
      'callbacks_total',
      'Requests to callback addresses, by what became of them.',
      ...(['provider', 'outcome', 'reason'] as const),
    ),
    callbackToPage: histogram(
      'callback_to_page_seconds',
      'From a callback that was believed until every page that follows its orders was told.',
      SECONDS,
    ),
    orders: counter('orders_changed_total', 'Changes that a page would see.', 'status', 'by'),
    refusals: counter('refusals_total', 'Who was refused, by what was wrong.', 'reason'),
    limits: counter('limits_hit_total', 'What the world may not cost us.', 'limit'),
    connectionsMax: gauge('connections_max', 'MAX_CONNECTIONS.'),
    requestsFailed: counter('requests_failed_total', 'Requests that met a mistake of ours: 500.'),
    historyLost: counter('history_lost_total', 'A page has seen more than the store has.'),

    kept: gauge(
      'kept',
      'Callbacks that led to nothing yet, counted up to 10,000.',
      ...(['state', 'code'] as const),
    ),
    keptAge: gauge(
      'kept_oldest_age_seconds',
      'Age of the oldest of them; 0: none.',
      ...(['state', 'code'] as const),
    ),

    commits: histogram('commit_seconds', 'A transaction, with its sync to disk.', SECONDS),
    commitSteps: histogram('commit_steps', 'Changes that shared a transaction.', STEPS),
    storeFailures: counter('store_failures_total', 'What could not be written to disk.'),
    storeBytes: gauge('store_bytes', 'The file, and what lies beside it.'),

    fanOut: gauge('fanout_connected', 'Other nodes are heard, or there are none: 1. Else 0.'),

    sockets: gauge('sockets', 'Pages that are connected by a WebSocket.'),
    polls: gauge('polls_held', 'Answers that wait for news.'),
    subscriptions: gauge('subscriptions', 'Orders and customers that are followed, by each page.'),
    opened: counter('sockets_opened_total', 'Sockets that pages opened.'),
    closed: counter('sockets_closed_total', 'Sockets that ended, by close code.', 'code'),
    dropped: counter('readers_dropped_total', 'Pages that did not read, and were dropped.'),
    told: counter('updates_told_total', 'New versions of an order, by each page told.'),
    acknowledged: counter('acknowledged_total', 'Results that a page has shown.'),

    outbox: gauge('outbox', 'What waits to be delivered, counted up to 10,000.', 'lane'),
    outboxAge: gauge('outbox_oldest_age_seconds', 'How long the oldest waits; 0: none.', 'lane'),
    deliveries: counter('deliveries_total', 'Tries to deliver.', 'lane', 'outcome'),

    asks: counter('asks_total', 'Times that a provider was asked.', 'provider', 'outcome'),
    askSeconds: histogram(
      'ask_seconds',
      'From a question to a provider until its answer is on disk, and told.',
      ASKING_SECONDS,
      'provider',
    ),
    asksWaiting: gauge(
      'asks_waiting',
      'Orders that a provider is to be asked about, now or later, counted up to 10,000.',
      'provider',
    ),
    asksLate: gauge('asks_late_seconds', 'How long the longest is due; 0: none.', 'provider'),
    askSettled: counter('ask_settled_total', 'Payments that only asking found.', 'provider'),
    providerReachable: gauge('provider_reachable', '0: it does not answer.', 'provider'),

    /** What the process needs as well. As Prometheus reads it. */
    async text(): Promise<string> {
      return `${await registry.metrics()}\n${await ofProcess.metrics()}`
    },
    contentType: registry.contentType,
  }
}
