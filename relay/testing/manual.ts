/** Manuals as their tests read them: the tables, and what these name; and what the sources have of the same. */

import { readFileSync } from 'node:fs'
import { parseSync } from 'vite'

type Row = readonly string[]

interface Table {
  /** The heading that it stands under. */
  section: string
  head: Row
  rows: readonly Row[]
}

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim())

export const sectionsOf = (manual: string): readonly string[] => manual.split(/^#+ /m)

const tablesOf = (manual: string): readonly Table[] =>
  sectionsOf(manual).flatMap((text) => {
    const section = text.slice(0, text.indexOf('\n'))
    return [...text.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => {
      const [head = [], , ...rows] = table.trim().split('\n').map(cellsOf)
      return { section, head, rows }
    })
  })

/** The rows of the table under a heading whose first column is called so; of several, the `nth`. */
export function rowsOf(manual: string, section: string, column: string, nth = 0): readonly Row[] {
  const tables = tablesOf(manual).filter(
    (each) => each.section === section && each.head[0] === column,
  )
  const rows = tables[nth]?.rows
  if (!rows) throw new Error(`The manual has no table of ${column} under "${section}".`)
  return rows
}

/** What is written as code. */
export const quoted = (cell = ''): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

/** What the first column names, row by row. */
export const named = (rows: readonly Row[]): string[] => rows.flatMap(([cell]) => quoted(cell))

/** The members of an interface, or the words of a union, as they are written in a file. */
export function membersOf(file: string, type: string): string[] {
  const { program } = parseSync(file, readFileSync(file, 'utf8'))
  for (const statement of program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared?.type === 'TSInterfaceDeclaration' && declared.id.name === type) {
      return declared.body.body.flatMap((each) => {
        if (!('key' in each)) return []
        if (each.key.type === 'Identifier') return [each.key.name]
        return each.key.type === 'Literal' ? [String(each.key.value)] : []
      })
    }
    if (declared?.type === 'TSTypeAliasDeclaration' && declared.id.name === type) {
      const { typeAnnotation: union } = declared
      return (union.type === 'TSUnionType' ? union.types : []).flatMap((each) =>
        each.type === 'TSLiteralType' && 'value' in each.literal
          ? [String(each.literal.value)]
          : [],
      )
    }
  }
  throw new Error(`${file} has no ${type}.`)
}
