/** `init`: a .env to begin with, or what one that is there lacks. */

import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { command, PROGRAM } from './command.ts'
import { ENV_FILE, readEnvFile } from './env-file.ts'
import { Refusal } from './refusal.ts'

const secret = (): string => randomBytes(32).toString('base64url')

/** Without these no relay starts. */
const NEEDED: Readonly<Record<string, () => string>> = {
  PUBLIC_URL: () => `# Where the world reaches this relay, path included.
PUBLIC_URL=http://localhost:8787
`,
  API_KEYS: () => `# What your server sends as "Authorization: Bearer …".
API_KEYS=${secret()}
`,
  TOKEN_SECRETS: () => `# What order tokens are signed with.
TOKEN_SECRETS=${secret()}
`,
}

const text = (): string => `${NEEDED.PUBLIC_URL?.()}# Your shop's origins, comma-separated.
ALLOWED_ORIGINS=http://localhost:3000

${NEEDED.API_KEYS?.()}${NEEDED.TOKEN_SECRETS?.()}
# Money that a provider marks as test money counts, for every order. Before you go live: refuse.
TEST_MONEY=accept

STORE=sqlite:payment-status.db

# Turns a provider on: the secret as its dashboard shows it.
# CALLBACK_SECRET_STRIPE=whsec_…

# Has it asked what came of a payment, should its callback be lost: with a key that may read. Then: check --ask
# ASK_STRIPE=rk_live_…

# Where your own backend hears of each change, signed as Standard Webhooks are.
# WEBHOOK_URL=https://shop.example.com/hooks
# WEBHOOK_SECRET=whsec_${randomBytes(32).toString('base64')}
`

export const init = command({
  name: 'init',
  summary: 'writes a .env with fresh secrets, or tells what the one that is there lacks',
  usage: '[--append]',
  details: ['What stands in a .env is never changed: its secrets may be in use.'],
  words: 0,
  options: {
    append: { type: 'boolean', default: false, help: 'adds what a .env lacks at its end' },
  },
  example: 'init',

  async run({ values }) {
    if (existsSync(ENV_FILE)) return complete(values.append)
    written(() => writeFileSync(ENV_FILE, text(), { flag: 'wx', mode: 0o600 }))
    process.stdout.write(
      `Wrote ${ENV_FILE}, with fresh secrets. Set PUBLIC_URL and a provider in it. Next: ${PROGRAM} check\n`,
    )
  },
})

function complete(isWanted: boolean): void {
  const there = readEnvFile()
  const lacks = Object.keys(NEEDED).filter((name) => !there[name])
  if (lacks.length === 0) {
    throw new Refusal(
      `There is a ${ENV_FILE} already, with all that a relay needs. It stays as it is. Next: ${PROGRAM} check`,
      73,
    )
  }
  const names = lacks.join(', ')
  if (!isWanted) {
    throw new Refusal(
      `There is a ${ENV_FILE} already, and it stays as it is. It lacks ${names}. ` +
        `To add that at its end, with fresh secrets: ${PROGRAM} init --append`,
      73,
    )
  }

  const bytes = readFileSync(ENV_FILE)
  if (bytes.includes(0)) {
    throw new Refusal(`The ${ENV_FILE} here is UTF-16. Save it as UTF-8, then try again.`, 73)
  }
  const more = lacks.map((name) => NEEDED[name]?.()).join('')
  written(() => appendFileSync(ENV_FILE, `${bytes.at(-1) === 0x0a ? '' : '\n'}\n${more}`))
  process.stdout.write(`Added ${names} to ${ENV_FILE}. Next: ${PROGRAM} check\n`)
}

function written(write: () => void): void {
  try {
    write()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new Refusal(
      `${ENV_FILE} cannot be written in ${process.cwd()} (${code}). See who owns the folder, and whether its disk is ` +
        'read-only or full; or go to another folder, and start the relay there, too.',
      73,
    )
  }
}
