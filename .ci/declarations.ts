/** What a source file declares, as its documents tell it: names, types as they are written, and docstrings. */

import { parseSync } from 'vite'

export interface Member {
  name: string
  isOptional: boolean
  /** As it is written. */
  type: string
  /** Its docstring, in one line; empty where there is none. */
  says: string
}

/** An object of a union, such as a frame. */
export interface Variant {
  /** What the word `type` of it is. */
  type: string
  members: Member[]
  says: string
}

interface Node {
  type: string
  start: number
  end: number
  [key: string]: any
}

export class Declarations {
  readonly #text: string
  readonly #comments: readonly { value: string; end: number }[]
  readonly #declared: ReadonlyMap<string, { node: Node; says: string }>

  constructor(text: string) {
    const { program, comments } = parseSync('source.ts', text)
    this.#text = text
    this.#comments = comments.filter(({ value }) => value.startsWith('*'))
    const statements = program.body as unknown as Node[]
    this.#declared = new Map(
      statements.flatMap((statement) => {
        const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
        const named = node?.id ? node : node?.declarations?.[0]
        return named?.id ? [[named.id.name, { node: named, says: this.#before(statement) }]] : []
      }),
    )
  }

  /** The docstring of a constant, type or interface. */
  says(name: string): string {
    return this.#find(name).says
  }

  /** Of an interface. */
  members(name: string): Member[] {
    return this.#members(this.#find(name).node.body.body)
  }

  /** The objects that a union is of. A name stands for its interface. */
  variants(name: string): Variant[] {
    return this.#find(name).node.typeAnnotation.types.map((node: Node) => {
      const says = this.#before(node)
      const all =
        node.type === 'TSTypeReference'
          ? this.members(node.typeName.name)
          : this.#members(node.members)
      const type = all.find((each) => each.name === 'type')?.type.replaceAll("'", '') ?? ''
      return { type, members: all.filter((each) => each.name !== 'type'), says }
    })
  }

  /** The words that a union is of, each with its docstring. */
  words(name: string): { word: string; says: string }[] {
    return this.#find(name).node.typeAnnotation.types.map((node: Node) => ({
      word: node.literal.value,
      says: this.#before(node),
    }))
  }

  #members(nodes: readonly Node[]): Member[] {
    return nodes.map((node) => {
      const { start, end } = node.typeAnnotation.typeAnnotation
      return {
        name: node.key.name,
        isOptional: node.optional === true,
        type: this.#text.slice(start, end).replace(/\s+/g, ' '),
        says: this.#before(node),
      }
    })
  }

  #find(name: string): { node: Node; says: string } {
    const found = this.#declared.get(name)
    if (!found) throw new Error(`There is no ${name}.`)
    return found
  }

  /** The docstring right before a node: nothing but the bar of a union stands between. */
  #before({ start }: Node): string {
    const last = this.#comments.findLast(({ end }) => end <= start)
    if (!last || !/^[\s|]*$/.test(this.#text.slice(last.end, start))) return ''
    return last.value
      .replace(/^\s*\*/gm, '')
      .trim()
      .replace(/\s+/g, ' ')
  }
}
