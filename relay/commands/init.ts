/** `init`: a .env to begin with. */

import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Refusal } from './refusal.ts'

export async function init(): Promise<void> {
  const secret = () => randomBytes(32).toString('base64url')
  const text = `# Where the world reaches this relay, path included.
PUBLIC_URL=http://localhost:8787
# Your shop's origins, comma-separated.
ALLOWED_ORIGINS=http://localhost:3000

# What your server sends as "Authorization: Bearer …".
API_KEYS=${secret()}
# What order tokens are signed with.
TOKEN_SECRETS=${secret()}

# Money that a provider marks as test money counts, for every order. Before you go live: refuse.
TEST_MONEY=accept

STORE=sqlite:payment-status.db

# Turns a provider on: the secret as its dashboard shows it.
# CALLBACK_SECRET_STRIPE=whsec_…

# Where your own backend hears of each change, signed as Standard Webhooks are.
# WEBHOOK_URL=https://shop.example.com/hooks
# WEBHOOK_SECRET=whsec_${randomBytes(32).toString('base64')}
`
  try {
    writeFileSync('.env', text, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new Refusal(
        'There is a .env already. Move it away first: its secrets may be in use.',
        73,
      )
    }
    throw error
  }
  process.stdout.write(
    'Wrote .env, with fresh secrets. Set PUBLIC_URL and a provider, then "check".\n',
  )
}
