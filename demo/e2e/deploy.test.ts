/** What operators copy: the image, the composition with Caddy, the systemd unit, the manifest for Kubernetes. */

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import * as v from 'valibot'
import { parse, parseAllDocuments } from 'yaml'
import { readConfig } from '../../relay/config/read-config.ts'
import { folder, freePort } from '../../relay/e2e/process.ts'
import { PATHS } from '../../relay/http/paths.ts'
import { stripePaid, SECRETS } from '../../relay/testing/callbacks.ts'
import { API_KEY, Client, TOKEN_SECRET } from '../../relay/testing/client.ts'
import { subscribe } from '../../relay/testing/page.ts'
import { build, canRun, image, runImage } from './image.ts'
import { ConfigMap, Deployment, PodDisruptionBudget, Service } from './kubernetes.ts'

const ROOT = join(import.meta.dirname, '../..')

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

/** In bytes: the container that it should do with. */
const SMALL = 256 * 1024 * 1024

describe('the image', () => {
  it('is nobody’s, and stopped by the signal that drains it', () => {
    expect(image()).toMatchObject({ user: 'node', stopSignal: 'SIGTERM', volume: '/data' })
    // npm and npx keep signals to themselves.
    expect(image().entrypoint[0]).toBe('node')
  })

  // It asks the registry for what it is made of.
  it.skipIf(!inject('isLong') || !canRun())(
    'serves in 256 MB, writes to its volume alone, is healthy, drains, and finds its orders again',
    { tags: ['long'] },
    async () => {
      const [made, data, port] = [build(), folder(), String(await freePort())]
      const settings = {
        PORT: port,
        HOST: '127.0.0.1',
        PUBLIC_URL: 'https://pay.example.com',
        API_KEYS: API_KEY,
        TOKEN_SECRETS: TOKEN_SECRET,
        CALLBACK_SECRET_STRIPE: SECRETS.stripe,
        CALLBACK_SECRET_ADYEN: '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056',
        TEST_MONEY: 'accept',
      }
      const shop = new Client(`http://127.0.0.1:${port}`)
      const container = await runImage(made, data, settings)
      const { token } = await shop.register('ORD-1', { amount: 5000, currency: 'EUR' })
      const page = await shop.connect()
      await page.ask(subscribe(token, 'ORD-1'))
      expect((await shop.callback('stripe', stripePaid('ORD-1'))).status).toBe(204)
      expect(await page.next()).toMatchObject({ order: { status: 'succeeded' } })

      const [, ...check] = image().healthcheck
      const healthy = () => spawnSync(process.execPath, check, { env: { PORT: port } }).status
      expect(healthy()).toBe(0)

      // From anybody: what no signature covers may cost much where it is read before it is believed.
      const items = `{"notificationItems":[${Array.from({ length: 500_000 }, () => '0').join()}]}`
      for (let each = 0; each < 20; each++) {
        await shop.callback('adyen', {
          headers: { 'Content-Type': 'application/json' },
          body: items,
        })
        await shop.callback('stripe', {
          headers: { 'Stripe-Signature': 't=1,'.padEnd(8_000, '=,') },
          body: 'x'.repeat(1_000_000),
        })
      }
      expect(await shop.seen('ORD-1')).toMatchObject({ status: 'succeeded' })
      expect(container.peak()).toBeLessThan(SMALL)

      expect(await container.stop(image().stopSignal ?? 'SIGKILL')).toBe(0)
      expect(await page.closed).toBe(1012)
      expect(healthy()).toBe(1)
      expect(readdirSync(data)).toContain('payment-status.db')

      const again = await runImage(made, data, settings)
      expect(await shop.seen('ORD-1')).toMatchObject({ status: 'succeeded', version: 2 })
      expect(await again.stop('SIGTERM')).toBe(0)
    },
  )
})

describe('compose.yaml', () => {
  const { services, volumes, networks } = parse(read('compose.yaml'), { merge: true })
  const NODES = ['node-1', 'node-2']

  it.each(['relay', ...NODES])(
    'runs %s read-only, without rights, in 256 MB, and lets it drain',
    (name) => {
      const service = services[name]
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        mem_limit: '256m',
        env_file: '.env',
      })
      // 10 s for requests under way, 3 s for webhooks.
      expect(parseInt(service.stop_grace_period)).toBeGreaterThanOrEqual(13)
      expect(service.ports, 'the world comes by Caddy alone').toBeUndefined()
    },
  )

  it('keeps the store in the image’s volume, and has each volume that it names', () => {
    expect(services.relay.volumes).toEqual([`store:${image().volume}`])
    expect(services.relay.environment.STORE).toBe(image().environment.STORE)
    const named = Object.values(services as Record<string, { volumes?: string[] }>)
      .flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0] ?? ''))
      .filter((volume) => !volume.startsWith('.'))
    expect(new Set(named)).toEqual(new Set(Object.keys(volumes)))
  })

  it('gives Caddy the configuration of deploy/, and all that it asks for', () => {
    const [file = ''] = services.caddy.volumes[0].split(':')
    expect(existsSync(join(ROOT, file))).toBe(true)
    const asked = [...read(file).matchAll(/\{\$(\w+)/g)].map(([, name]) => name)
    expect(Object.keys(services.caddy.environment)).toEqual(asked)
    expect(services.caddy.environment.RELAY).toBe(`relay:${services.relay.environment.PORT}`)
    expect(Object.keys(services.nodes.environment)).toEqual(asked)
    const { PORT } = services['node-1'].environment
    expect(services.nodes.environment.RELAY).toBe(NODES.map((name) => `${name}:${PORT}`).join(' '))
  })

  it('starts one relay unless told otherwise: what two need is of the profile "nodes" alone', () => {
    const [always, ofNodes] = [false, true].map((isProfile) =>
      Object.keys(services).filter((name) => 'profiles' in services[name] === isProfile),
    )
    expect(always).toEqual(['relay', 'caddy'])
    expect(ofNodes).toEqual(['nodes', ...NODES, 'postgres', 'redis'])
    for (const name of ofNodes ?? []) {
      expect(services[name].profiles).toEqual(['nodes'])
      // Who names the one gets all that it needs.
      const needs = Object.keys(services[name].depends_on ?? {})
      if (name !== 'nodes') expect(ofNodes).toEqual(expect.arrayContaining(needs))
    }
    expect(services.nodes.depends_on).toEqual(NODES)
  })

  it('gives both nodes the same settings, which are right: Postgres and Redis as they are called there', () => {
    const [one, other] = NODES.map((name) => services[name])
    expect(one).toEqual(other)
    const store = new URL(one.environment.STORE.replace('${POSTGRES_PASSWORD:-}', 'secret'))
    expect(services[store.hostname].environment).toMatchObject({
      POSTGRES_USER: store.username,
      POSTGRES_PASSWORD: '${POSTGRES_PASSWORD:-}',
    })
    // The image makes a database of its user's name.
    expect(store.pathname).toBe(`/${store.username}`)
    expect(Object.keys(services)).toContain(new URL(one.environment.FANOUT).hostname)
  })

  it('lets nobody reach Postgres and Redis but the nodes', () => {
    expect(networks).toEqual({ stores: { internal: true } })
    for (const name of ['postgres', 'redis']) {
      expect(services[name].networks).toEqual(['stores'])
      expect(services[name].ports).toBeUndefined()
    }
    const inside = Object.keys(services).filter((name) =>
      services[name].networks?.includes('stores'),
    )
    expect(inside).toEqual([...NODES, 'postgres', 'redis'])
  })
})

describe('the systemd unit', () => {
  const unit = read('deploy/payment-status.service')

  it.skipIf(!existsSync('/usr/bin/systemd-analyze'))('is one that systemd understands', () => {
    // Only the program is not where the unit has it.
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--recursive-errors=no', join(ROOT, 'deploy/payment-status.service')],
      { encoding: 'utf8' },
    )
    const other = stderr.split('\n').filter((line) => line && !/\/usr\/bin\/node/.test(line))
    expect(other).toEqual([])
    expect(status === 0 || stderr.includes('/usr/bin/node')).toBe(true)
  })

  it('starts Node itself, lets it drain, and does not start anew what the settings keep from starting', () => {
    expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node \S+\/dist\/relay\/main\.js serve$/m)
    expect(unit).toMatch(/^RestartPreventExitStatus=78$/m)
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThanOrEqual(13)
  })
})

describe('kubernetes.yaml', () => {
  const [settings, deployment, budget, service] = v.parse(
    v.strictTuple([ConfigMap, Deployment, PodDisruptionBudget, Service]),
    parseAllDocuments(read('deploy/kubernetes.yaml')).map((document) => document.toJS()),
  )
  const { template, replicas, strategy, selector } = deployment.spec
  const pod = template.spec
  const [relay] = pod.containers

  it('selects in each place what the Deployment makes', () => {
    expect(template.metadata.labels).toEqual(selector.matchLabels)
    expect(budget.spec.selector).toEqual(selector)
    expect(service.spec.selector).toEqual(selector.matchLabels)
    for (const { labelSelector } of pod.topologySpreadConstraints) {
      expect(labelSelector).toEqual(selector)
    }
    const keys = pod.topologySpreadConstraints.map(({ topologyKey }) => topologyKey)
    expect(keys).toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname'])
  })

  it('always has one that is ready: as it is upgraded, and as machines are drained', () => {
    expect(replicas).toBeGreaterThan(budget.spec.maxUnavailable)
    expect(strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 })
  })

  it('asks what the relay answers: alive, and ready', () => {
    const [liveness, startup, readiness] = [
      relay.livenessProbe,
      relay.startupProbe,
      relay.readinessProbe,
    ].map(({ httpGet }) => httpGet)
    expect(liveness).toEqual({ path: PATHS.alive, port: 'http' })
    expect(startup).toEqual(liveness)
    expect(readiness).toEqual({ path: PATHS.ready, port: 'http' })
  })

  it('leads from the Service to the port that the settings say', () => {
    expect(relay.ports).toEqual([{ name: 'http', containerPort: Number(settings.data.PORT) }])
    expect(service.spec.ports).toEqual([{ name: 'http', port: 80, targetPort: 'http' }])
  })

  it('lets it drain: whoever balances hears of it first, and what is under way ends', () => {
    const [program, seconds] = relay.lifecycle.preStop.exec.command
    expect(program).toBe('sleep')
    // 10 s for requests under way, 3 s for webhooks.
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + 13)
  })

  it('has settings that are right, and no secret: those are in the Secret that it names', () => {
    expect(relay.envFrom).toEqual([
      { configMapRef: { name: settings.metadata.name } },
      { secretRef: { name: settings.metadata.name } },
    ])
    const secret = { API_KEYS: API_KEY, TOKEN_SECRETS: TOKEN_SECRET, STORE: 'memory:' }
    const { mistakes, unread } = readConfig({ ...settings.data, ...secret })
    expect({ mistakes, unread }).toEqual({ mistakes: undefined, unread: [] })
    expect(read('deploy/kubernetes.yaml')).not.toMatch(/kind: Secret|stringData|:[^/\s]+@/)
  })

  it('is nobody’s, reads only, has no rights, and writes where the image may', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
    expect(relay.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(relay.volumeMounts).toEqual([{ name: pod.volumes[0]?.name, mountPath: '/tmp' }])
    expect({ ...pod }).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
    })
    expect(relay.image).not.toMatch(/latest|^[^:]+$/)
  })
})
