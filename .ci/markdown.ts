/** Documents of which parts are made from sources. */

import { format, resolveConfig } from 'prettier'

/** A table. In a cell, a bar is no border, and a line's end is a space. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map(
      (row) =>
        `| ${row.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`,
    )
    .join('\n')

export const code = (text: string): string => `\`${text}\``

/** What stands between `<!-- made: NAME -->` and `<!-- /made -->`. */
const MADE = /(<!-- made: ([\w ]+) -->\n)[^]*?(\n<!-- \/made -->)/g

/** The document with each part as it is made now. Every part has a place, and every place a part. */
export async function filled(
  file: string,
  text: string,
  parts: Readonly<Record<string, string>>,
): Promise<string> {
  const places = new Set<string>()
  const filled = text.replace(MADE, (_, before: string, name: string, after: string) => {
    places.add(name)
    const part = parts[name]
    if (part === undefined) throw new Error(`${file}: nothing makes "${name}".`)
    return `${before}\n${part}\n${after}`
  })
  const homeless = Object.keys(parts).filter((name) => !places.has(name))
  if (homeless.length > 0) throw new Error(`${file} has no place for: ${homeless.join(', ')}.`)
  return format(filled, { ...(await resolveConfig(file)), parser: 'markdown' })
}
