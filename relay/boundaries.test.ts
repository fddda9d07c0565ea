import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

const ROOMS = ['relay', 'widget', 'demo', 'bench', '.ci']

/** Names in the folder `relay`, one after the other. */
const relay = (names: string): string[] => names.split(' ').map((name) => `relay/${name}`)

/**
 * What the files of a folder may import of ours, besides the folder itself; a file with a line of its own,
 * only that. The longest name that fits is the one that counts.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // What goes over the wire, what is true of an order, and which order an event speaks of.
  'relay/protocol.ts': [],
  'relay/order': relay('protocol.ts'),
  'relay/ledger': relay('order protocol.ts'),

  // What is kept, and the one that changes it.
  'relay/store': relay('ledger node-version.ts order protocol.ts reconciliation'),
  'relay/store/notice.ts': relay('protocol.ts'),
  'relay/store/loaded.ts': relay('ledger order reconciliation'),
  'relay/store/outgoing.ts': relay('order'),
  'relay/store/rerun.ts': relay('store/loaded.ts store/working-set.ts'),
  'relay/store/working-set.ts': relay(
    'ledger order reconciliation store/loaded.ts store/memory/table.ts',
  ),
  'relay/dispatch.ts': relay('ledger order store'),

  // What many need.
  'relay/providers': relay('order/update.ts protocol.ts'),
  'relay/bank': relay('order/update.ts protocol.ts providers'),
  'relay/config': relay('http/loopback.ts nearest.ts providers'),
  'relay/log.ts': relay('config log-outlet.ts'),
  'relay/log-outlet.ts': [],
  'relay/nearest.ts': [],
  'relay/http/loopback.ts': [],
  'relay/http': relay('nearest.ts protocol.ts store telemetry/happening.ts'),
  'relay/access': relay('http telemetry/happening.ts'),
  'relay/access/bucket.ts': [],
  'relay/access/buckets.ts': relay('access/bucket.ts'),
  'relay/access/rollout.ts': [],
  'relay/access/seals.ts': relay('protocol.ts'),
  'relay/access/token-faults.ts': [],

  'relay/telemetry': relay('access http ledger log.ts protocol.ts providers store'),
  'relay/telemetry/lines.ts': relay('access/token-faults.ts config telemetry/happening.ts'),
  'relay/telemetry/metrics.ts': relay('telemetry/process-metrics.ts'),
  'relay/telemetry/process-metrics.ts': [],
  'relay/telemetry/lately.ts': relay('telemetry/happening.ts'),
  'relay/telemetry/happening.ts': relay('access/token-faults.ts'),
  'relay/telemetry/sampler.ts': [],

  // Providers call, pages listen, the shop asks, and hears; time passes.
  'relay/callbacks': relay(
    'access config dispatch.ts http ledger nearest.ts order providers store telemetry/happening.ts',
  ),
  'relay/callbacks/personal-keys.ts': [],
  'relay/callbacks/redact.ts': relay('callbacks/personal-keys.ts protocol.ts'),
  'relay/reconciliation': relay('order'),
  'relay/reconciliation/answer.ts': relay('ledger order providers/asking.ts'),
  'relay/reconciliation/handed-out.ts': relay('ledger order'),
  'relay/reconciliation/queue.ts': relay('ledger order/clocks.ts reconciliation'),
  'relay/reconciliation/known.ts': relay('ledger order providers/asking.ts'),
  'relay/reconciliation/schedule.ts': relay('providers/asking.ts reconciliation'),
  'relay/reconciliation/unproven.ts': relay('order providers/asking.ts reconciliation'),
  'relay/asking': relay(
    'access callbacks config dispatch.ts ledger log.ts order protocol.ts providers reconciliation store telemetry/happening.ts timers',
  ),
  'relay/pages': relay('access asking http log.ts order protocol.ts store telemetry/happening.ts'),
  'relay/pages/closing.ts': relay('protocol.ts'),
  'relay/pages/come-back.ts': [],
  'relay/pages/fitting.ts': [],
  'relay/pages/liveness.ts': [],
  'relay/nodes': relay(
    'config dispatch.ts log.ts order pages protocol.ts store telemetry/happening.ts',
  ),
  'relay/timers': relay('dispatch.ts ledger log.ts order store'),
  'relay/webhooks': relay(
    'access config log.ts order providers store telemetry/happening.ts timers',
  ),
  'relay/webhooks/letter.ts': relay('order webhooks/post.ts'),
  'relay/webhooks/retry.ts': [],
  'relay/api': relay(
    'access asking callbacks config dispatch.ts http ledger log.ts nodes order pages protocol.ts providers store telemetry/lately.ts',
  ),

  // The parts put together.
  'relay/version.ts': [],
  'relay/app.ts': relay('access api callbacks http pages telemetry'),
  'relay/fan-out.ts': relay(
    'api asking dispatch.ts order pages providers store telemetry timers webhooks',
  ),
  'relay/relay.ts': relay(
    'access api app.ts asking callbacks config dispatch.ts fan-out.ts http ledger log.ts nodes pages store telemetry timers version.ts webhooks',
  ),
  'relay/index.ts': relay('api config http/problem.ts order protocol.ts relay.ts store'),
  'relay/console': relay('access config http protocol.ts providers'),
  'relay/demo': relay(
    'bank callbacks/redact.ts config console http order/update.ts protocol.ts providers',
  ),
  'relay/commands': relay(
    'access api asking callbacks config console demo http log.ts nearest.ts nodes protocol.ts providers relay.ts store version.ts webhooks',
  ),
  'relay/main.ts': relay('commands node-version.ts'),
  'relay/node-version.ts': [],

  // The other rooms. Of the relay, browsers get the protocol; nobody imports the demo.
  'widget/client': ['relay/protocol.ts'],
  widget: ['relay/protocol.ts'],
  demo: ['relay/protocol.ts', 'widget'],
  // It measures the whole, in a browser too.
  bench: ['relay', 'widget', '.ci'],
  '.ci': ['relay'],
  '.ci/locales.ts': ['widget/locales'],
}

/** They decide, or ship to every page: so they import no package, and nothing of Node's. */
const PURE = [
  'relay/protocol.ts',
  'relay/nearest.ts',
  'relay/order',
  'relay/ledger',
  'relay/store/notice.ts',
  'relay/store/outgoing.ts',
  'relay/store/loaded.ts',
  'relay/store/rerun.ts',
  'relay/store/working-set.ts',
  'relay/access/bucket.ts',
  'relay/access/buckets.ts',
  'relay/access/rollout.ts',
  'relay/access/token-faults.ts',
  'relay/callbacks/personal-keys.ts',
  'relay/callbacks/redact.ts',
  'relay/pages/come-back.ts',
  'relay/pages/liveness.ts',
  'relay/reconciliation',
  'relay/telemetry/happening.ts',
  'relay/telemetry/lines.ts',
  'relay/telemetry/sampler.ts',
  'relay/webhooks/letter.ts',
  'relay/webhooks/retry.ts',
  'widget/client',
]

/** Two generations of one provider's may share what their answers mean. */
const HEIRS: Readonly<Record<string, string>> = { 'phonepe-v1': 'phonepe' }

type Graph = ReadonlyMap<string, readonly string[]>

/** What each file imports, types included: ours by path, others by name. */
const imports: Graph = new Map(
  globSync(`{${ROOMS.join(',')}}/**/*.{ts,tsx}`, { cwd: ROOT })
    .filter((file) => !file.includes('node_modules'))
    .map((file) => [file, importsIn(file, readFileSync(join(ROOT, file), 'utf8'))]),
)

function importsIn(file: string, text: string): string[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(file, text).module
  return [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1)),
  ].map((name) => (name.startsWith('.') ? join(dirname(file), name) : name))
}

/** Tests and what they share may look at everything. */
const OF_TESTS = /\.test\.ts$|conformance|\/testing(\/|\.ts$)|\/e2e\/|^demo\/simulation\//

const isIn = (file: string, place: string): boolean =>
  file === place || file.startsWith(`${place}/`)

/** By which line of the table a file goes. */
const placeOf = (file: string): string | undefined =>
  Object.keys(MAY_IMPORT)
    .filter((place) => isIn(file, place))
    .toSorted((one, other) => other.length - one.length)[0]

/** What a file imports and should not. */
function trespasses(file: string, imported: readonly string[]): string[] {
  const place = placeOf(file) ?? 'none'
  const open = [place, ...(MAY_IMPORT[place] ?? [])]
  return imported.filter((name) =>
    isOurs(name) ? !open.some((each) => isIn(name, each)) : PURE.includes(place),
  )
}

const isOurs = (name: string): boolean => ROOMS.some((room) => isIn(name, room))

/** The first way that leads back to where it began, if there is any. */
function circleIn(graph: Graph): string[] | undefined {
  const done = new Set<string>()
  function from(node: string, way: readonly string[]): string[] | undefined {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node]
    if (done.has(node)) return undefined
    for (const next of graph.get(node) ?? []) {
      const circle = from(next, [...way, node])
      if (circle) return circle
    }
    done.add(node)
    return undefined
  }
  for (const node of graph.keys()) {
    const circle = from(node, [])
    if (circle) return circle
  }
  return undefined
}

describe('an import', () => {
  const files = [...imports].filter(([file]) => !OF_TESTS.test(file))

  it.each(files)('leads from %s where it may', (file, imported) => {
    expect(placeOf(file)).toBeDefined()
    expect(trespasses(file, imported)).toEqual([])
  })

  it('leads from no adapter to another: a provider goes with its folder', () => {
    const others = files.flatMap(([file, imported]) => {
      const [, id = ''] = /^relay\/providers\/([\w-]+)\//.exec(file) ?? []
      const own = [id, 'reading', HEIRS[id]].map((name) => `relay/providers/${name}`)
      return imported.filter(
        (name) =>
          id !== '' &&
          /^relay\/providers\/[\w-]+\//.test(name) &&
          !own.some((each) => isIn(name, each)),
      )
    })
    expect(others).toEqual([])
  })

  it('never leads in a circle, be it of types', () => {
    expect(circleIn(imports)).toBeUndefined()
  })
})

describe('the table', () => {
  const lines = Object.entries(MAY_IMPORT)

  it('has no circle itself, and no line for what is not there', () => {
    expect(circleIn(new Map(lines))).toBeUndefined()
    const files = [...imports.keys()]
    expect(lines.filter(([place]) => !files.some((file) => isIn(file, place)))).toEqual([])
  })

  it('allows nothing that nobody needs', () => {
    const needed = (place: string) =>
      [...imports].flatMap(([file, imported]) =>
        placeOf(file) === place && !OF_TESTS.test(file) ? imported : [],
      )
    const idle = lines.flatMap(([place, allowed]) => {
      const names = needed(place)
      return allowed
        .filter((each) => !names.some((name) => isIn(name, each)))
        .map((each) => `${place} imports ${each}`)
    })
    expect(idle).toEqual([])
  })
})
