import { once } from 'node:events'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createRelay } from '../relay.ts'
import { memoryStore } from '../store/memory.ts'

/** A relay of a process with these settings, and no others. */
function relayWith(env: Record<string, string>) {
  for (const name of ['HOST', 'PUBLIC_URL', 'API_KEYS', 'TOKEN_SECRETS', 'STORE']) {
    vi.stubEnv(name, env[name])
  }
  onTestFinished(() => void vi.unstubAllEnvs())
  const relay = createRelay({ store: memoryStore(), assets: new Map() })
  onTestFinished(() => relay.close())
}

it('tells all that is wrong with the environment, a line each, and no secret', () => {
  const tell = () => relayWith({ API_KEYS: 'key-0123456789abcdef', TOKEN_SECRETS: 'too-short' })
  expect(tell).toThrow(
    /^2 settings are wrong:\n\n {2}PUBLIC_URL is required: .*\n {2}TOKEN_SECRETS each must .*\.\n$/,
  )
  expect(tell).not.toThrow('too-short')
})

it('warns of what is worth a look', async () => {
  const warned = once(process, 'warning')
  relayWith({
    PUBLIC_URL: 'http://pay.example.com',
    API_KEYS: 'key-0123456789abcdef',
    TOKEN_SECRETS: 's'.repeat(32),
  })
  const [{ name, message }] = await warned
  expect(name).toBe('PaymentStatusSetting')
  expect(message).toMatch(/^PUBLIC_URL is http,/)
})
