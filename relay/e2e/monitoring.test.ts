/** What is in `deploy/` for whoever watches the relay speaks of what a relay really tells. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { intent, stripePaid, stripeSays } from '../testing/callbacks.ts'
import { ask, bearer, Client, until } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { folder, serve } from './process.ts'

const DEPLOY = join(import.meta.dirname, '../../deploy')
const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8')

const Rules = v.object({
  groups: v.array(
    v.object({
      rules: v.array(
        v.object({
          alert: v.string(),
          expr: v.string(),
          for: v.optional(v.string()),
          labels: v.object({ severity: v.picklist(['page', 'ticket']) }),
          annotations: v.strictObject({
            summary: v.string(),
            description: v.string(),
            runbook_url: v.string(),
          }),
        }),
      ),
    }),
  ),
})
const ALERTS = v.parse(Rules, parse(read('alerts.yaml'))).groups.flatMap(({ rules }) => rules)

const Dashboard = v.object({
  panels: v.array(
    v.object({
      id: v.number(),
      title: v.string(),
      targets: v.optional(
        v.array(v.object({ expr: v.string(), legendFormat: v.optional(v.string(), '') })),
        [],
      ),
    }),
  ),
})
const { panels: PANELS } = v.parse(Dashboard, JSON.parse(read('grafana-dashboard.json')))
const QUERIES = PANELS.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat }): [title: string, expr: string, legend: string] => [
    title,
    // Grafana puts its own in before Prometheus reads it.
    expr.replaceAll(/\$__(rate_interval|range)/g, '5m'),
    legendFormat,
  ]),
)

const EXPRESSIONS = [
  ...ALERTS.map(({ alert, expr }): [name: string, expr: string] => [alert, expr]),
  ...QUERIES.map(([title, expr]): [name: string, expr: string] => [title, expr]),
]

/** Given by Prometheus to all that it scrapes, and to the buckets of a histogram. */
const LABELS_OF_ALL = ['job', 'instance', 'le']

interface Matcher {
  label: string
  operator: string
  value: string
}

/** What an expression asks for. `wrong`: what is no PromQL. */
function asked(expr: string) {
  const found = {
    metrics: new Set<string>(),
    labels: new Set<string>(),
    matchers: [] as Matcher[],
    wrong: [] as string[],
  }
  parser.parse(expr).iterate({
    enter({ name, type, from, to, node }) {
      const text = expr.slice(from, to)
      if (type.isError) found.wrong.push(`${text} at ${from}`)
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') found.metrics.add(text)
      if (name === 'LabelName') found.labels.add(text)
      if (name === 'UnquotedLabelMatcher') {
        const [, label = '', operator = '', value = ''] =
          /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(text) ?? []
        found.matchers.push({ label, operator, value })
      }
    },
  })
  return found
}

/** Of a histogram. */
const PARTS = ['_bucket', '_sum', '_count']

interface Told {
  metrics: ReadonlySet<string>
  /** What each metric has for labels, but for those of its buckets. */
  families: ReadonlyMap<string, ReadonlySet<string>>
  /** By label. */
  values: ReadonlyMap<string, ReadonlySet<string>>
}

let life: Promise<Told> | undefined

/** What a relay tells in whose life everything has happened that has a label. */
const told = () => (life ??= scrapeOfALife().then(toldIn))

function toldIn(text: string): Told {
  const values = new Map<string, Set<string>>()
  for (const [, label = '', value = ''] of text.matchAll(/(\w+)="([^"]*)"/g)) {
    values.set(label, (values.get(label) ?? new Set()).add(value))
  }
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
  const labelsOf = (name: string): Set<string> => {
    const series = text.matchAll(new RegExp(`^${name}(?:_bucket)?\\{(.*)\\} `, 'gm'))
    const labels = [...series].flatMap(([, all = '']) => [...all.matchAll(/(\w+)="/g)])
    return new Set(labels.map(([, label = '']) => label).filter((label) => label !== 'le'))
  }
  return {
    metrics: new Set(
      types.flatMap(([, name = '', type]) =>
        type === 'histogram' ? PARTS.map((part) => name + part) : name,
      ),
    ),
    families: new Map(types.map(([, name = '']) => [name, labelsOf(name)])),
    values,
  }
}

async function scrapeOfALife(): Promise<string> {
  const token = 'metrics-token-0123456789'
  const { url } = await serve([], folder(), {
    ...ENVIRONMENT,
    PORT: '0',
    STORE: 'sqlite:orders.db',
    METRICS_TOKEN: token,
    // Where nobody listens.
    ASK_STRIPE: 'rk_live_aRestrictedKey',
    ASK_STRIPE_HOST: 'http://127.0.0.1:9',
    WEBHOOK_URL: 'http://127.0.0.1:9/',
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(24).toString('base64')}`,
  })
  const client = new Client(url)
  const page = await client.connect()
  await page.ask(
    subscribe((await client.register('A-1', { amount: 5000, currency: 'EUR' })).token, 'A-1'),
  )
  const stray = { ...intent('A-2', 'succeeded'), metadata: {} }
  for (const callback of [
    stripePaid('A-1'),
    stripeSays('payment_intent.succeeded', stray),
    { headers: {}, body: '' },
  ]) {
    await client.callback('stripe', callback)
  }
  const scrape = async (): Promise<string> =>
    (await ask(`${url}/metrics`, { headers: bearer(token) })).body
  await until(async () => /deliveries_total\{.*failed"\} [1-9]/.test(await scrape()))
  return scrape()
}

describe.each(EXPRESSIONS)('%s', (_, expr) => {
  it('is PromQL', () => {
    expect(asked(expr).wrong).toEqual([])
  })

  it('asks for metrics that a relay tells', async () => {
    const { metrics } = asked(expr)
    const known = (await told()).metrics
    expect(metrics.size).toBeGreaterThan(0)
    expect([...metrics].filter((name) => !known.has(name))).toEqual([])
  })

  it('asks by labels that they have, and for values that these take', async () => {
    const { labels, matchers } = asked(expr)
    const { values } = await told()
    const known = [...LABELS_OF_ALL, ...values.keys()]
    expect([...labels].filter((label) => !known.includes(label))).toEqual([])

    const missing = matchers
      .filter(({ label }) => !LABELS_OF_ALL.includes(label))
      .flatMap(({ label, value }) => value.split('|').map((each) => ({ label, each })))
      .filter(({ label, each }) => !values.get(label)?.has(each))
    expect(missing).toEqual([])
  })
})

describe('an alert', () => {
  const runbook = read('RUNBOOK.md')
  const [, ...paragraphs] = runbook.split(/^## /m)
  const sections = new Map(
    paragraphs.map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n'))]),
  )

  it.each(ALERTS)(
    '$alert has its paragraph in the runbook: for whom, how to look, what to do',
    ({ alert, annotations }) => {
      const { runbook_url } = annotations
      expect(runbook_url).toBe(`RUNBOOK.md#${alert.toLowerCase()}`)
      const section = sections.get(alert) ?? ''
      expect(section).toMatch(/^\s+\*\*(Shoppers|A shopper|The shop)\*\* /)
      for (const part of [/\*\*Look\*\*/, /\*\*Do\*\*/]) expect(section).toMatch(part)
    },
  )

  it('names only what its expression leaves it: its labels are there to be filled in', () => {
    const wrong = ALERTS.flatMap(({ alert, expr, annotations }) => {
      const by = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(/,\s*/)
      const { labels } = asked(expr)
      const named = JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)
      return [...named]
        .map(([, label = '']) => label)
        .filter((label) => (by ? !by.includes(label) : !known(label, labels)))
        .map((label) => `${alert}: ${label}`)
    })
    expect(wrong).toEqual([])
  })

  const known = (label: string, labels: ReadonlySet<string>): boolean =>
    [...LABELS_OF_ALL, 'lane', 'state'].includes(label) || labels.has(label)

  it('has a name of its own, and no paragraph is left of one that is gone', () => {
    expect([...sections.keys()].sort()).toEqual(ALERTS.map(({ alert }) => alert).sort())
  })
})

describe('the manual', () => {
  it('has each metric, with its labels', async () => {
    const manual = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
    const [, table = ''] = manual.split('| `payment_status_…`')
    const [rowsOfIt = ''] = table.split('\n\n')
    const rows = rowsOfIt.split('\n').map((row) => row.split('|').slice(1, 3).map(quoted))
    const inManual = rows.flatMap(([names = [], labels = []]) =>
      names.map((name): [string, string[]] => [`payment_status_${name}`, labels]),
    )
    const { families } = await told()
    const ours = [...families].filter(([name]) => name.startsWith('payment_status_'))
    const sorted = (all: [string, Iterable<string>][]) =>
      all.map(([name, labels]) => `${name} ${[...labels].sort()}`).sort()
    expect(sorted(inManual)).toEqual(sorted(ours))
  })

  const quoted = (cell: string): string[] =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, word = '']) => word)
})

describe('the dashboard', () => {
  it('has each panel once, and legends of labels that its queries leave', () => {
    expect(new Set(PANELS.map(({ id }) => id)).size).toBe(PANELS.length)
    const wrong = QUERIES.flatMap(([title, expr, legend]) => {
      const by = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(/,\s*/) ?? []
      return [...legend.matchAll(/\{\{(\w+)\}\}/g)]
        .map(([, label = '']) => label)
        .filter((label) => !by.includes(label))
        .map((label) => `${title}: ${label}`)
    })
    expect(wrong).toEqual([])
  })

  it('shows all that a relay tells of itself', async () => {
    const { metrics } = await told()
    const shown = new Set(QUERIES.flatMap(([, expr]) => [...asked(expr).metrics]))
    const families = [...metrics]
      .filter((name) => name.startsWith('payment_status_'))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''))
    const others = new Set(ALERTS.flatMap(({ expr }) => [...asked(expr).metrics]))
    const watched = [...shown, ...others].map((name) => name.replace(/_(bucket|sum|count)$/, ''))
    expect([...new Set(families)].filter((name) => !watched.includes(name))).toEqual([])
  })
})
