import { readFileSync } from 'node:fs'

/** A file of a provider's `recordings/`: `<provider>/<file>`. */
export function recording(path: string): string {
  const [provider, file] = path.split('/')
  return readFileSync(new URL(`../${provider}/recordings/${file}`, import.meta.url), 'utf8')
}
