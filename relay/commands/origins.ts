import type { Config } from '../config/config.ts'

const MEANING: Readonly<Record<string, string>> = {
  '*': '* (any page)',
  null: 'null (pages without an address: files, sandboxed frames)',
}

/** Whose pages may follow orders, for the operator. */
export const originsOf = ({ allowedOrigins }: Config): string =>
  [...allowedOrigins].map((origin) => MEANING[origin] ?? origin).join(', ') || 'its own only'
