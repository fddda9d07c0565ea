import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Config, Environment } from './config.ts'
import { readConfig } from './read-config.ts'

const SECRET = 'correct-horse-battery-staple-0123'

const GOOD: Environment = {
  PUBLIC_URL: 'https://pay.example.com/relay/',
  API_KEYS: 'k-0123456789abcdef',
  TOKEN_SECRETS: SECRET,
}

function config(env: Environment): Config {
  const read = readConfig(env)
  if ('mistakes' in read) throw new Error(read.mistakes.map(({ name }) => name).join())
  return read.config
}

const mistakes = (env: Environment) => {
  const read = readConfig(env)
  return 'mistakes' in read ? read.mistakes : []
}

describe('the settings', () => {
  it('have the defaults that are documented', () => {
    expect(config(GOOD)).toMatchObject({
      port: 8787,
      host: '0.0.0.0',
      publicUrl: 'https://pay.example.com/relay',
      store: { kind: 'sqlite', path: 'payment-status.db' },
      testMoney: 'refuse',
      trustProxy: 0,
      maxConnections: 60_000,
      maxPerAddress: 2_000,
      realtimeRollout: 100,
      retentionDays: 30,
      logLevel: 'info',
    })
  })

  it('need no PUBLIC_URL on loopback, and need it elsewhere', () => {
    const { PUBLIC_URL: _, ...rest } = GOOD
    expect(config({ ...rest, HOST: '127.0.0.1' }).publicUrl).toBeUndefined()
    expect(mistakes(rest).map(({ name }) => name)).toEqual(['PUBLIC_URL'])
  })

  it('take published keys over https, or from this machine', () => {
    const at = (TOKEN_JWKS_URL: string) =>
      mistakes({ ...GOOD, TOKEN_JWKS_URL }).map(({ name }) => name)
    expect(at('https://shop.example.com/jwks.json')).toEqual([])
    expect(at('http://127.0.0.1:3000/jwks.json')).toEqual([])
    expect(at('http://shop.example.com/jwks.json')).toEqual(['TOKEN_JWKS_URL'])
  })

  it('may be told by a query where a login publishes the keys of several, as Azure does', () => {
    const url = 'https://shop.b2clogin.com/shop/discovery/v2.0/keys?p=b2c_1_signin'
    expect(config({ ...GOOD, TOKEN_JWKS_URL: url }).jwksUrl?.href).toBe(url)
  })

  it('can be rotated: each list has several', () => {
    const both = `${SECRET},${SECRET}2`
    expect(config({ ...GOOD, TOKEN_SECRETS: both }).tokenSecrets).toEqual([SECRET, `${SECRET}2`])
    const { providers } = config({
      ...GOOD,
      CALLBACK_SECRET_STRIPE: 'whsec_0123456789a,whsec_old3456789a',
    })
    expect(providers.get('stripe')?.secrets).toEqual(['whsec_0123456789a', 'whsec_old3456789a'])
  })

  it('leave a secret as it stands, spaces and all', () => {
    const { providers } = config({ ...GOOD, CALLBACK_SECRET_STRIPE: ' whsec_0123456789a ' })
    expect(providers.get('stripe')?.secrets).toEqual([' whsec_0123456789a '])
  })

  it.each([
    ['ADYEN', 'not-hex', '00ff'.repeat(16)],
    ['PAYTM', 'too-short', 'testMerchantKey1'],
    ['PHONEPE', 'no-password', 'name:password'],
    ['PHONEPE_V1', 'no-index', 'salt-key-of-theirs###1'],
    ['STANDARD_WEBHOOKS', 'whpk_AAAA', `whsec_${'A'.repeat(32)}`],
  ])('warn of a secret that %s cannot have, never telling it', (provider, wrong, right) => {
    const warnings = (secret: string) => {
      const read = readConfig({ ...GOOD, [`CALLBACK_SECRET_${provider}`]: secret })
      return JSON.stringify('warnings' in read && read.warnings)
    }
    expect(warnings(wrong)).toContain('no signature will fit it')
    expect(warnings(wrong)).not.toContain(wrong)
    expect(warnings(right)).not.toContain('no signature will fit it')
  })

  it('let through the addresses of CALLBACK_IPS, and no other', () => {
    const { providers } = config({
      ...GOOD,
      CALLBACK_SECRET_DARAJA: SECRET,
      CALLBACK_IPS_DARAJA: '196.201.214.0/24, 2001:db8::/32',
    })
    const ips = providers.get('daraja')?.ips
    expect(ips?.check('196.201.214.200')).toBe(true)
    expect(ips?.check('2001:db8::1', 'ipv6')).toBe(true)
    expect(ips?.check('196.201.215.1')).toBe(false)
  })
})

describe('what is worth a look', () => {
  const looks = (env: Environment) => {
    const { warnings } = readConfig({ ...GOOD, ...env })
    return warnings?.map(({ name, problem }) => `${name} ${problem}`)
  }

  it.each([
    [
      'http where the world comes',
      { PUBLIC_URL: 'http://pay.example.com' },
      /^PUBLIC_URL is http,/,
    ],
    ['a store that forgets', { STORE: 'memory:', NODE_ENV: 'production' }, /^STORE is memory:/],
    ['a misspelt name', { ALOWED_ORIGINS: '*' }, /^ALOWED_ORIGINS .* ALLOWED_ORIGINS is one/],
    ['one in lower case', { log_level: 'info' }, /^log_level .* LOG_LEVEL is one/],
    [
      'a provider’s',
      { CALLBACK_SECRETS_STRIPE: 'x' },
      /^CALLBACK_SECRETS_.* CALLBACK_SECRET_STRIPE/,
    ],
    [
      'a list of addresses that a proxy hides',
      { CALLBACK_SECRET_STRIPE: SECRET, CALLBACK_IPS_STRIPE: '192.0.2.1' },
      /^CALLBACK_IPS_STRIPE refuses all .*TRUST_PROXY/,
    ],
  ])('is %s', (_, env, says) => {
    expect(looks(env)).toEqual([expect.stringMatching(says)])
  })

  it.each([
    { PUBLIC_URL: 'http://localhost:8787' },
    { PUBLIC_URL: 'http://127.0.0.1:8787' },
    { PUBLIC_URL: 'http://192.168.1.7:8787' },
    { PUBLIC_URL: 'http://relay:8787' },
    { PUBLIC_URL: 'http://relay.internal' },
    { PUBLIC_URL: 'http://[fd00::7]' },
    { STORE: 'memory:' },
    { HOSTNAME: 'vm', PATH: '/bin', POST: '1', DATABASE_URL: 'y' },
    { API_KEYS: 'k-0123456789abcdef', API_KEY: 'the shop’s own name for it' },
    { CALLBACK_SECRET_STRIPE: SECRET, CALLBACK_IPS_STRIPE: '192.0.2.1', TRUST_PROXY: '1' },
  ])('is none of %j', (env: Environment) => {
    expect(looks(env)).toEqual([])
  })

  it.each([
    ['STRIPE', 'sk_live_51Hxyz0123456789', 'whsec_0123456789abcdef'],
    ['STRIPE', 'whsec_0123456789abcdef,rk_test_0123456789ab', 'whsec_0123456789abcdef'],
    ['PAYSTACK', 'pk_live_0123456789abcdef', 'sk_live_0123456789abcdef'],
    ['RAZORPAY', 'rzp_live_0123456789', SECRET],
    ['FLUTTERWAVE', 'FLWSECK-0123456789abcdef-X', SECRET],
    ['CHECKOUTCOM', 'sk_0123456789abcdef', SECRET],
    ['SQUARE', 'EAAAE0123456789abcdef', SECRET],
    ['MOLLIE', 'live_0123456789abcdef', SECRET],
    ['PADDLE', 'pdl_live_apikey_0123456789', 'pdl_ntfset_0123456789abcdef'],
    ['LEMONSQUEEZY', 'eyJ0eXAiOiJKV1QiLCJhbGci', SECRET],
    ['XENDIT', 'xnd_production_0123456789', SECRET],
    ['MIDTRANS', 'Mid-client-0123456789', 'Mid-server-0123456789'],
  ])('is an API key of %s in place of the secret, never told', (provider, key, secret) => {
    const [said, ...others] = looks({ [`CALLBACK_SECRET_${provider}`]: key }) ?? []
    expect(said).toMatch(/looks like an API key.*no signature will fit it/)
    expect(said).not.toContain(key)
    expect(others).toEqual([])
    expect(looks({ [`CALLBACK_SECRET_${provider}`]: secret })).toEqual([])
  })

  it('leaves what is no setting at all to whoever asks', () => {
    expect(readConfig({ ...GOOD, DATABASE_URL: 'y', NODE_ENV: 'test' }).unread).toEqual([
      'DATABASE_URL',
    ])
  })
})

describe('the shop’s own login', () => {
  it('is known by its audience, and says by which claim who somebody is', () => {
    expect(config(GOOD).login).toEqual({ audience: 'payment-status', customerClaim: 'customer' })
    const own = { TOKEN_AUDIENCE: 'my-app', TOKEN_CLAIM_CUSTOMER: 'https://my-app/user_id' }
    expect(config({ ...GOOD, ...own }).login).toEqual({
      audience: 'my-app',
      customerClaim: 'https://my-app/user_id',
    })
  })

  it.each(['exp', 'aud', 'orders'])(
    'does not say it by "%s", which means something else',
    (claim) => {
      expect(mistakes({ ...GOOD, TOKEN_CLAIM_CUSTOMER: claim })).toEqual([
        { name: 'TOKEN_CLAIM_CUSTOMER', problem: `"${claim}" is no name of somebody, such as sub` },
      ])
    },
  )
})

describe('whose money', () => {
  const warned = (env: Environment) => {
    const read = readConfig({ ...GOOD, ...env })
    return 'warnings' in read && read.warnings?.map(({ name }) => name)
  }

  it('is told of test money that counts where the world can pay', () => {
    expect(warned({ TEST_MONEY: 'accept' })).toEqual(['TEST_MONEY'])
    expect(warned({ TEST_MONEY: 'refuse' })).toEqual([])
    const here = { TEST_MONEY: 'accept', PUBLIC_URL: 'http://localhost:8787' }
    expect(warned(here)).toEqual([])
    expect(mistakes({ ...GOOD, TEST_MONEY: 'yes' })).toMatchObject([{ name: 'TEST_MONEY' }])
  })

  it('is what CALLBACK_ONLY says', () => {
    const on = { ...GOOD, CALLBACK_SECRET_STRIPE: SECRET }
    const { providers } = config({ ...on, CALLBACK_ONLY_STRIPE: 'a.0.b = x=1 ,account=acct_1' })
    expect(providers.get('stripe')?.only).toEqual([
      { path: ['a', '0', 'b'], value: 'x=1' },
      { path: ['account'], value: 'acct_1' },
    ])
    for (const wrong of ['', 'shop', '=kikoy', 'shop=', 'a..b=c', 'a=b,']) {
      expect(mistakes({ ...on, CALLBACK_ONLY_STRIPE: wrong })).toHaveLength(1)
    }
    expect(mistakes({ ...GOOD, CALLBACK_ONLY_STRIPE: 'a=b' })).toHaveLength(1)
  })
})

describe('the merchant’s backend', () => {
  const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24).toString('base64')}`

  it('is where WEBHOOK_URL says, and knows us by any of WEBHOOK_SECRET', () => {
    const bare = WEBHOOK_SECRET.replace('whsec_', '')
    const { webhook } = config({
      ...GOOD,
      WEBHOOK_URL: 'https://shop.example.com/hooks',
      WEBHOOK_SECRET: `${WEBHOOK_SECRET},${bare}`,
    })
    expect(webhook?.url.href).toBe('https://shop.example.com/hooks')
    expect(webhook?.secrets).toEqual([WEBHOOK_SECRET, bare])
  })

  it.each([
    ['WEBHOOK_SECRET', { WEBHOOK_URL: 'https://shop.example.com' }],
    ['WEBHOOK_URL', { WEBHOOK_SECRET }],
    ['WEBHOOK_URL', { WEBHOOK_URL: 'shop.example.com', WEBHOOK_SECRET }],
    [
      'WEBHOOK_SECRET',
      { WEBHOOK_URL: 'https://shop.example.com', WEBHOOK_SECRET: 'whsec_c2hvcnQ=' },
    ],
    ['WEBHOOK_SECRET', { WEBHOOK_URL: 'https://shop.example.com', WEBHOOK_SECRET: 'not base64!' }],
    ['FORWARD_URL_STRIPE', { FORWARD_URL_STRIPE: 'https://shop.example.com' }],
    ['FORWARD_URL_PAYPOL', { FORWARD_URL_PAYPOL: 'https://shop.example.com' }],
    ['FORWARD_URL_STRIPE', { FORWARD_URL_STRIPE: 'shop', CALLBACK_SECRET_STRIPE: SECRET }],
  ])('mistakes %s: %o', (name, env: Environment) => {
    expect(mistakes({ ...GOOD, ...env }).map((mistake) => mistake.name)).toEqual([name])
  })

  it('has a handler of its own for a provider', () => {
    const url = 'https://shop.example.com/stripe'
    const { forwards } = config({
      ...GOOD,
      CALLBACK_SECRET_STRIPE: SECRET,
      FORWARD_URL_STRIPE: url,
    })
    expect([...forwards].map(([id, to]) => [id, to.href])).toEqual([['stripe', url]])
  })
})

describe('mistakes', () => {
  it('are told all at once', () => {
    const names = mistakes({
      PORT: '99999',
      PUBLIC_URL: 'pay.example.com',
      STORE: 'mysql://x',
      TOKEN_SECRETS: 'short',
      ALLOWED_ORIGINS: 'https://shop.example.com/',
      CALLBACK_SECRET_STRIPE: '',
      CALLBACK_SECRET_STRIPEE: 'x',
      CALLBACK_IPS_DARAJA: '1.2.3.4',
      LOG_LEVEL: 'loud',
    }).map(({ name }) => name)
    expect(new Set(names)).toEqual(
      new Set([
        'PORT',
        'PUBLIC_URL',
        'STORE',
        'API_KEYS',
        'TOKEN_SECRETS',
        'ALLOWED_ORIGINS',
        'CALLBACK_SECRET_STRIPE',
        'CALLBACK_SECRET_STRIPEE',
        'CALLBACK_IPS_DARAJA',
        'LOG_LEVEL',
      ]),
    )
  })

  it.each(['sqlite::memory:', 'sqlite:file::memory:?cache=shared'])(
    'include a store in memory that is called a file: %s',
    (STORE) => {
      expect(mistakes({ ...GOOD, STORE })).toEqual([
        { name: 'STORE', problem: expect.stringMatching(/ memory: /) },
      ])
    },
  )

  it.each(['short', 'changeme,changeme', '0123456789abcde'])(
    'include an API key that can be guessed: %s',
    (API_KEYS) => {
      expect(mistakes({ ...GOOD, API_KEYS })).toEqual([
        { name: 'API_KEYS', problem: expect.stringMatching(/at least 16 bytes.*openssl/) },
      ])
    },
  )

  it('guess which provider was meant', () => {
    expect(mistakes({ ...GOOD, CALLBACK_SECRET_STIRPE: SECRET })).toEqual([
      {
        name: 'CALLBACK_SECRET_STIRPE',
        problem: expect.stringMatching(/Did you mean "STRIPE"\? Known: STRIPE,/),
      },
    ])
  })

  it.each(['', ',', 'a,,b'])('include an empty secret: "%s"', (value) => {
    expect(mistakes({ ...GOOD, CALLBACK_SECRET_STRIPE: value })).toHaveLength(1)
  })

  it('never tell the secret', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{8,31}$/), (secret) => {
        const read = readConfig({
          API_KEYS: `${secret},`,
          TOKEN_SECRETS: secret,
          CALLBACK_SECRET_STRIPE: `${secret},`,
        })
        expect(JSON.stringify(read)).not.toContain(secret)
      }),
    )
  })
})
