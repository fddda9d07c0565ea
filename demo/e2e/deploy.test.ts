/** What operators copy: the image, the composition with Caddy, the systemd unit. */

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { parse } from 'yaml'
import { folder, freePort } from '../../relay/e2e/process.ts'
import { stripePaid, SECRETS } from '../../relay/testing/callbacks.ts'
import { API_KEY, Client, TOKEN_SECRET } from '../../relay/testing/client.ts'
import { subscribe } from '../../relay/testing/page.ts'
import { build, canRun, image, runImage } from './image.ts'

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
  const { services, volumes } = parse(read('compose.yaml'))

  it('runs the relay read-only, without rights, in 256 MB, and lets it drain', () => {
    expect(services.relay).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: '256m',
      env_file: '.env',
    })
    // 10 s for requests under way, 3 s for webhooks.
    expect(parseInt(services.relay.stop_grace_period)).toBeGreaterThanOrEqual(13)
    expect(services.relay.ports, 'the world comes by Caddy alone').toBeUndefined()
  })

  it('keeps the store in the image’s volume, and has each volume that it names', () => {
    expect(services.relay.volumes).toEqual([`store:${image().volume}`])
    expect(services.relay.environment.STORE).toBe(image().environment.STORE)
    const named = Object.values(services as Record<string, { volumes: string[] }>)
      .flatMap((service) => service.volumes.map((volume) => volume.split(':')[0] ?? ''))
      .filter((volume) => !volume.startsWith('.'))
    expect(named.toSorted()).toEqual(Object.keys(volumes).toSorted())
  })

  it('gives Caddy the configuration of deploy/, and all that it asks for', () => {
    const [file = ''] = services.caddy.volumes[0].split(':')
    expect(existsSync(join(ROOT, file))).toBe(true)
    const asked = [...read(file).matchAll(/\{\$(\w+)/g)].map(([, name]) => name)
    expect(Object.keys(services.caddy.environment)).toEqual(asked)
    expect(services.caddy.environment.RELAY).toBe(`relay:${services.relay.environment.PORT}`)
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
