/** `check --ask`: asks each provider about a payment that there is not, and tells whether it takes the credentials. */

import { styleText } from 'node:util'
import { proofsOf, type Proof } from '../asking/proof.ts'
import { transport, type Transport } from '../asking/transport.ts'
import { settingOf, type AskConfig, type Config } from '../config/config.ts'
import type { Refused } from '../providers/asking.ts'
import { PROVIDERS } from '../providers/index.ts'
import { Refusal } from './refusal.ts'

/** Throws a Refusal where any does not. */
export async function prove({ asking }: Pick<Config, 'asking'>): Promise<void> {
  if (asking.size === 0) {
    process.stdout.write('No provider is asked: set ASK_<PROVIDER>.\n')
    return
  }
  const out = transport()
  const all = await Promise.all([...asking].map(([id, config]) => provedOf(id, config, out)))
  out.close()
  const proofs = all.flat()
  process.stdout.write(`${proofs.map(lineOf).join('\n')}\n`)

  if (proofs.every(({ outcome }) => outcome === 'good')) return
  throw proofs.some(({ outcome }) => outcome === 'refused')
    ? new Refusal('Not all credentials are taken. Mend what is refused, above.', 78)
    : new Refusal('Not all credentials are proven. Try again.', 69)
}

type Proved = Proof & {
  id: string
  where: AskConfig['where']
  /** Of several credentials; else undefined. */
  nth: number | undefined
}

async function provedOf(id: string, config: AskConfig, out: Transport): Promise<Proved[]> {
  const provider = PROVIDERS.get(id)
  const asking = provider?.asking
  if (!provider || !asking || 'cannot' in asking) return []
  const proofs = await proofsOf(provider, asking, config, out)
  return proofs.map((proof, at) => ({
    ...proof,
    ...{ id, where: config.where, nth: proofs.length > 1 ? at + 1 : undefined },
  }))
}

function lineOf(proved: Proved): string {
  const { id, nth, outcome } = proved
  const { name = id } = PROVIDERS.get(id) ?? {}
  const color = outcome === 'good' ? 'green' : outcome === 'refused' ? 'red' : 'yellow'
  const column = (nth === undefined ? name : `${name}, ${nth}.`).padEnd(22)
  return column + styleText(color, saidOf(proved), { stream: process.stdout })
}

/** What came of it, and what to do. */
function saidOf(proved: Proved): string {
  const setting = `ASK_${settingOf(proved.id)}`
  switch (proved.outcome) {
    case 'good':
      return 'takes the credentials'
    case 'refused':
      return `refused: ${REFUSED[proved.why](setting, proved.where)}`
    case 'later':
      return `busy: it wants to be asked ${proved.after === undefined ? 'later' : `in ${Math.ceil(proved.after / 1000)} s`}`
    case 'unread':
      return `no answer of its own: ${plain(proved.why)}. Is ${setting}_HOST right?`
    case 'unreachable':
      return `not reached: ${plain(proved.why)}`
  }
}

const REFUSED: Record<Refused['why'], (setting: string, where: AskConfig['where']) => string> = {
  credentials: (setting, where) =>
    `it does not know them${typeof where === 'string' ? `, at its ${where} host` : ''}. Enter ${setting} anew, ` +
    `as its dashboard shows it`,
  permission: (setting) =>
    `it knows them, and they may not read payments. Permit that in its dashboard, or enter others as ${setting}`,
  request: (setting) =>
    `it takes the question for a mistake. See each part of ${setting}, and ${setting}_HOST`,
}

const plain = (why: string): string => why.replace(/\.$/, '')
