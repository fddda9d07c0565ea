import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { generateKeyPairSync } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PROVIDERS } from '../providers/index.ts'
import { settingOf, type AskConfig, type Environment } from './config.ts'
import { readConfig } from './read-config.ts'

const SECRET = 'correct-horse-battery-staple-0123'

const GOOD: Environment = {
  PUBLIC_URL: 'https://pay.example.com',
  API_KEYS: 'k-0123456789abcdef',
  TOKEN_SECRETS: SECRET,
}

function read(env: Environment) {
  const { config, warnings = [], mistakes = [] } = readConfig({ ...GOOD, ...env })
  const lines = (all: readonly { name: string; problem: string }[]) =>
    all.map(({ name, problem }) => `${name} ${problem}`)
  return { config, warnings: lines(warnings), mistakes: lines(mistakes) }
}

/** As whom `provider` is asked, where nothing is wrong. */
function asking(provider: string, env: Environment): AskConfig | undefined {
  const { config, mistakes } = read(env)
  expect(mistakes).toEqual([])
  return config?.asking.get(provider)
}

function fileOf(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ask-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'credentials')
  writeFileSync(path, content)
  return path
}

const askable = [...PROVIDERS.values()].flatMap(({ id, asking: half }) =>
  half && !('cannot' in half) ? [{ id, ...half }] : [],
)

const ALL_SECRETS = { CALLBACK_SECRET_STANDARD_WEBHOOKS: `whsec_${'A'.repeat(32)}` }

describe('asking', () => {
  it('is off, until there are credentials', () => {
    const { config } = read({ CALLBACK_SECRET_STRIPE: SECRET })
    expect(config).toMatchObject({ asking: new Map(), verifies: true })
  })

  it.each(askable)('$id takes what its example shows, and no callback secret', (each) => {
    const { id, credentials } = each
    const env = { [`ASK_${settingOf(id)}`]: credentials.example, ...ALL_SECRETS }
    const config = asking(id, env)
    expect(config).toMatchObject({ where: 'live', credentials: [expect.any(Object)] })
    expect(read(env)).toMatchObject({ warnings: [], mistakes: [] })
  })

  it('has two where they are rotated', () => {
    expect(asking('paypal', { ASK_PAYPAL: 'id:secret,id2:secret2' })?.credentials).toEqual([
      { clientId: 'id', secret: 'secret' },
      { clientId: 'id2', secret: 'secret2' },
    ])
  })

  it('leaves a comma that is part of an address or a key where it is', () => {
    const one = 'https://shop.example/pay/{order}?fields=status,amount'
    const two = `${one},https://old.example/{order}`
    const at = (ASK_STANDARD_WEBHOOKS: string) =>
      asking('standard-webhooks', { ...ALL_SECRETS, ASK_STANDARD_WEBHOOKS })?.credentials
    expect(at(one)).toMatchObject([{ after: '?fields=status,amount' }])
    expect(at(two)).toMatchObject([
      { after: '?fields=status,amount' },
      { origin: 'https://old.example' },
    ])
    expect(asking('paytm', { ASK_PAYTM: 'SHOP:a,Key,Of,16,Long' })?.credentials).toEqual([
      { mid: 'SHOP', merchantKey: 'a,Key,Of,16,Long' },
    ])
  })

  it.each([
    ['PAYPAL', 'id:secret,typo'],
    ['RAZORPAY', 'rzp_live_id:secret,typo'],
    ['DARAJA', 'k:s:600000:passkey,typo'],
    ['PHONEPE_V1', 'SHOP:salt,typo###1'],
    ['STRIPE', 'rk_live_key,'],
  ])('takes no typing error of %s for a part of the secret', (suffix, text) => {
    expect(read({ [`ASK_${suffix}`]: text }).mistakes).toHaveLength(1)
  })

  it.each([
    ['XENDIT', 'xnd_production_O46JfOty+ZPGT/7GlCAN3jg=='],
    ['CHECKOUTCOM', 'vkuhvk4v:sk_abcdefghijklmnopqrstuvwxyz*'],
    ['CHECKOUTCOM', 'vkuhvk4v:sk_abcdefghijklmnopqrstuvwxyz$'],
    ['MIDTRANS', 'VT-server-O49fyFz6B_kAfyQuyBWj-U4a'],
    ['PAYTM', 'SHOP0000000000000000:3IK#X5dswQH,nUA@'],
    ['SQUARE', 'EAAAl-0123456789_abcdef'],
    ['PADDLE', 'pdl_live_apikey_01gtgztp8f4kek3yd4g1wrksa3_q6TGTJyvoIz7LDtXT65bX7_AQO'],
  ])('takes a key of %s as it is given out: %s', (suffix, text) => {
    expect(read({ [`ASK_${suffix}`]: text })).toMatchObject({ warnings: [], mistakes: [] })
  })

  it('reads a private key on one line, and with its line breaks', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const name = 'organizations/o/apiKeys/k'
    for (const key of [pem, pem.replaceAll('\n', '\\n')]) {
      const config = asking('coinbase', { ASK_COINBASE: `${name}:${key},${name}2:${key}` })
      expect(config?.credentials.map((parts) => parts.name)).toEqual([name, `${name}2`])
    }
  })

  it('is with the callback secret where that is all, each of them', () => {
    const env = {
      CALLBACK_SECRET_MIDTRANS: 'Mid-server-0123456789,of-another-form-01,Mid-server-old3456789',
      ASK_MIDTRANS: 'callback',
    }
    expect(asking('midtrans', env)?.credentials).toEqual([
      { serverKey: 'Mid-server-0123456789' },
      { serverKey: 'Mid-server-old3456789' },
    ])
    const key = 'sk_live_0123456789'
    expect(
      asking('paystack', { CALLBACK_SECRET_PAYSTACK: key, ASK_PAYSTACK: 'callback' })?.credentials,
    ).toEqual([{ key }])
  })

  it('signs with the callback secret where the shop’s own address is asked', () => {
    const ASK_STANDARD_WEBHOOKS = 'https://shop.example/{order}'
    expect(
      asking('standard-webhooks', { ...ALL_SECRETS, ASK_STANDARD_WEBHOOKS })?.credentials,
    ).toMatchObject([{ secret: ALL_SECRETS.CALLBACK_SECRET_STANDARD_WEBHOOKS }])
    expect(read({ ASK_STANDARD_WEBHOOKS }).mistakes).toEqual([
      expect.stringMatching(/needs CALLBACK_SECRET_STANDARD_WEBHOOKS.*Set that, too/),
    ])
  })

  it('reads a file, as Docker and Kubernetes keep secrets', () => {
    const path = fileOf('  id:secret\n')
    expect(asking('paypal', { ASK_PAYPAL_FILE: path })?.credentials).toEqual([
      { clientId: 'id', secret: 'secret' },
    ])
    // Compose passes on what is not set as an empty text.
    expect(asking('paypal', { ASK_PAYPAL: '', ASK_PAYPAL_FILE: path })).toBeDefined()
  })

  it.each([
    [{}, 'live'],
    [{ ASK_PAYPAL_HOST: '' }, 'live'],
    [{ ASK_PAYPAL_HOST: 'live' }, 'live'],
    [{ ASK_PAYPAL_HOST: 'sandbox' }, 'sandbox'],
    [{ ASK_PAYPAL_HOST: 'https://eu.example.com/v9/' }, { base: 'https://eu.example.com/v9/' }],
    [{ ASK_PAYPAL_HOST: 'http://127.0.0.1:8080' }, { base: 'http://127.0.0.1:8080/' }],
  ])('is where it is told to be: %j', (env: Environment, where) => {
    expect(asking('paypal', { ASK_PAYPAL: 'id:secret', ...env })?.where).toEqual(where)
  })

  it('is at the sandbox where its key says so, for nobody else knows it', () => {
    const env = { ASK_MIDTRANS: 'SB-Mid-server-0123456789' }
    expect(asking('midtrans', env)?.where).toBe('sandbox')
    expect(asking('midtrans', { ...env, ASK_MIDTRANS_HOST: 'live' })?.where).toBe('live')
  })

  it('verifies what proves little, unless told not to', () => {
    expect(read({ ASK_VERIFY: 'off' }).config?.verifies).toBe(false)
    expect(read({ ASK_VERIFY: 'on' }).config?.verifies).toBe(true)
    expect(read({ ASK_VERIFY: 'no' }).mistakes).toEqual(['ASK_VERIFY must be one of on, off'])
  })
})

describe('a mistake in what providers are asked with', () => {
  it.each(askable)(
    'of $id tells the form, with an example, and no secret',
    ({ id, credentials }) => {
      const name = `ASK_${settingOf(id)}`
      const wrong = 'wrong secret, and "quotes"'
      const { mistakes } = read({ [name]: wrong, ...ALL_SECRETS })
      expect(mistakes).toEqual([expect.stringContaining(credentials.form)])
      expect(mistakes[0]).toMatch(new RegExp(`^${name} is of another form\\. Enter `))
      expect(mistakes[0]).toContain(credentials.example)
      expect(mistakes[0]).not.toContain('wrong')
    },
  )

  it.each(askable.filter(({ credentials }) => !credentials.isCallbackSecret))(
    'is "callback" of $id, which is asked with more',
    ({ id, credentials }) => {
      const suffix = settingOf(id)
      const env = {
        [`ASK_${suffix}`]: 'callback',
        [`CALLBACK_SECRET_${suffix}`]: `whsec_${'A'.repeat(32)}`,
      }
      expect(read(env).mistakes).toEqual([expect.stringMatching(/"callback".*Enter /)])
      expect(read(env).mistakes[0]).toContain(credentials.example)
    },
  )

  it.each<[Environment, RegExp]>([
    [{ ASK_ADYEN: 'key' }, /^ASK_ADYEN has nobody to ask.*by webhook only, .*30 days$/],
    [{ ASK_ADYEN_FILE: '/run/secrets/adyen' }, /^ASK_ADYEN_FILE has nobody to ask/],
    [{ ASK_STRPE: 'x' }, /^ASK_STRPE names no provider\. Did you mean "STRIPE"\? Known: STRIPE,/],
    [{ ASK_STRPE_HOST: 'x' }, /^ASK_STRPE_HOST names no provider\. Did you mean "STRIPE"\?/],
    [{ ASK_VERFY: 'off' }, /^ASK_VERFY names no provider\. Did you mean "VERIFY"\?/],
    [{ ASK_STRIPE: '' }, /^ASK_STRIPE is empty\. Enter the key, such as rk_live_/],
    [{ ASK_STRIPE_HOST: 'live' }, /^ASK_STRIPE_HOST has no effect without ASK_STRIPE/],
    [
      { ASK_PAYSTACK: 'callback' },
      /^ASK_PAYSTACK is "callback", and CALLBACK_SECRET_PAYSTACK is not set\. Set it, or/,
    ],
    [
      { ASK_MIDTRANS: 'callback', CALLBACK_SECRET_MIDTRANS: SECRET },
      /^ASK_MIDTRANS is "callback", and CALLBACK_SECRET_MIDTRANS is nothing to ask with\. Enter/,
    ],
    [
      { ASK_COINBASE: 'k:-----BEGIN EC PRIVATE KEY-----MHcC' },
      /^ASK_COINBASE has a private key that cannot be read/,
    ],
    [
      { ASK_BTCPAY: `http://btcpay.example.com/${'A'.repeat(20)}:key` },
      /^ASK_BTCPAY must be https/,
    ],
    [
      { ASK_BTCPAY: `https://me:pw@btcpay.example/${'A'.repeat(20)}:key` },
      /^ASK_BTCPAY has a user/,
    ],
    [
      { ASK_BTCPAY: `https://:99/${'A'.repeat(20)}:key` },
      /^ASK_BTCPAY has an address that is no URL/,
    ],
  ])('is %j', (env, says) => {
    expect(read(env).mistakes).toEqual([expect.stringMatching(says)])
  })

  it.each([
    'http://eu.example.com',
    'https://eu.example.com?key=1',
    'https://me:pw@eu.example.com',
    'https://eu.example.com/#a',
    'ftp://127.0.0.1',
    'Sandbox',
  ])('is a host that is none to tell a secret: %s', (ASK_PAYPAL_HOST) => {
    expect(read({ ASK_PAYPAL: 'id:secret', ASK_PAYPAL_HOST }).mistakes).toEqual([
      expect.stringMatching(/^ASK_PAYPAL_HOST must be live, sandbox, or an https URL/),
    ])
  })

  it('is none of a BTCPay or a shop in the same network', () => {
    const ASK_BTCPAY = `http://btcpay.internal:23000/${'A'.repeat(20)}:key`
    expect(asking('btcpay', { ASK_BTCPAY })).toBeDefined()
  })

  it('tells where a file is that cannot be read, and why; of one that can, never what it has', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ask-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const missing = join(folder, 'gone')
    const of = (ASK_STRIPE_FILE: string) => read({ ASK_STRIPE_FILE }).mistakes
    expect(of(missing)).toEqual([
      expect.stringContaining(`ASK_STRIPE_FILE names ${missing}, which cannot be read (ENOENT)`),
    ])
    expect(of(folder)).toEqual([
      expect.stringContaining(`${folder}, which cannot be read (EISDIR)`),
    ])
    expect(of(fileOf(' \n'))).toEqual([
      expect.stringMatching(/is empty\. It must have the key, such as/),
    ])
    expect(of(fileOf('whsec_wrong'))).toEqual([
      expect.stringMatching(/^ASK_STRIPE_FILE is of another/),
    ])
    expect(of(fileOf('whsec_wrong')).join()).not.toContain('whsec_wrong')
  })

  it('never tells what was entered, whatever it is', () => {
    const entered = fc.stringMatching(/^[\w:,#"{}. -]{12,40}$/)
    fc.assert(
      fc.property(entered, (text) => {
        const asks = askable.map(({ id }) => [`ASK_${settingOf(id)}`, text])
        const { warnings, mistakes } = read({ ...ALL_SECRETS, ...Object.fromEntries(asks) })
        expect(mistakes.length).toBeGreaterThan(9)
        expect([...mistakes, ...warnings].join()).not.toContain(text.trim())
      }),
    )
  })

  it('is both, for nobody knows which is meant', () => {
    const both = { ASK_STRIPE: 'rk_live_key', ASK_STRIPE_FILE: fileOf('rk_live_key') }
    expect(read(both).mistakes).toEqual([
      'ASK_STRIPE_FILE is set, and ASK_STRIPE is, too. Unset one of them',
    ])
  })

  it('is a secret in place of a file, never told', () => {
    const { mistakes } = read({ ASK_STRIPE_FILE: 'rk_live_key' })
    expect(mistakes).toEqual([
      'ASK_STRIPE_FILE names no file, but looks like what belongs in ASK_STRIPE',
    ])
  })
})

describe('what is worth a look in what providers are asked with', () => {
  const STRIPE = { ASK_STRIPE: 'rk_test_key' }

  it.each<[Environment, RegExp]>([
    [STRIPE, /^ASK_STRIPE is the sandbox’s, .*ASK_STRIPE_HOST=sandbox/],
    [{ ASK_STRIPE: 'rk_test_key,rk_live_key' }, /^ASK_STRIPE is the sandbox’s in part/],
    [
      { ASK_MIDTRANS: 'SB-Mid-server-key', ASK_MIDTRANS_HOST: 'live' },
      /^ASK_MIDTRANS_HOST is live, where what ASK_MIDTRANS has from the sandbox is unknown/,
    ],
    [{ ASK_STRIPE: 'sk_live_key' }, /^ASK_STRIPE is a key that may do everything.*rk_/],
    [
      {
        ASK_STANDARD_WEBHOOKS: 'https://shop.example/{order}',
        CALLBACK_SECRET_STANDARD_WEBHOOKS: `whpk_${Buffer.alloc(32, 1).toString('base64')}`,
      },
      /^ASK_STANDARD_WEBHOOKS is signed with .* a public key signs nothing/,
    ],
  ])('is %j', (env, says) => {
    const { warnings, mistakes } = read(env)
    expect({ warnings, mistakes }).toEqual({
      mistakes: [],
      warnings: [expect.stringMatching(says)],
    })
  })

  it.each<Environment>([
    { ...STRIPE, ASK_STRIPE_HOST: 'sandbox' },
    { ...STRIPE, ASK_STRIPE_HOST: 'http://localhost:9999' },
    { ...STRIPE, TEST_MONEY: 'accept', PUBLIC_URL: 'http://localhost:8787' },
    { ASK_VERIFY: 'off', ASK_AIRTEL: 'id:secret:UG:UGX' },
  ])('is none of %j', (env) => {
    expect(read(env)).toMatchObject({ warnings: [], mistakes: [] })
  })

  it('is a misspelt name', () => {
    expect(read({ ASK_STRIPE: 'rk_live_key', ASK_STRIPE_HSOT: 'sandbox' }).mistakes).toEqual([
      expect.stringMatching(/^ASK_STRIPE_HSOT names no provider/),
    ])
    expect(read({ AKS_STRIPE: 'rk_live_key' }).warnings).toEqual([
      'AKS_STRIPE is no setting, and has no effect. ASK_STRIPE is one',
    ])
  })
})
