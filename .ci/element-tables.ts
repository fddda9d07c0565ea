/** The parts of widget/README.md that are made: of the manifest, and so of the docstrings of the elements. */

import { elementManifest, type Declaration, type Field, type Named } from './element-manifest.ts'
import { code, table } from './markdown.ts'

const named = (head: string, those: readonly Named[] = []): string =>
  table(
    [head, ''],
    those.map(({ name, description = '' }) => [code(name), description]),
  )

/** What it begins with. What is empty, nothing says. */
function beginning({ default: value = '' }: Named): string {
  const word = value.replaceAll("'", '')
  if (word === '' || word === 'null') return '–'
  return word === 'false' ? 'off' : code(word)
}

const isField = ({ kind, readonly }: Field): boolean => kind === 'field' && !readonly

const settings = ({ members }: Declaration): string =>
  table(
    ['attribute', 'property', 'default', ''],
    members
      .filter(isField)
      .map((field) => [
        field.attribute ? code(field.attribute) : '–',
        code(field.name),
        beginning(field),
        field.description ?? '',
      ]),
  )

const readOnly = ({ members }: Declaration): string =>
  table(
    ['read-only', 'type', ''],
    members
      .filter(({ readonly }) => readonly)
      .map(({ name, type, description = '' }) => [code(name), code(type?.text ?? ''), description]),
  )

const methods = ({ members }: Declaration): string =>
  named(
    'method',
    members
      .filter(({ kind }) => kind === 'method')
      .map((each) => ({ ...each, name: `${each.name}()` })),
  )

const customProperties = ({ cssProperties = [] }: Declaration): string =>
  table(
    ['custom property', 'default', ''],
    cssProperties.map(({ name, default: value = '', description = '' }) => [
      code(name),
      value.startsWith('--') ? `that of ${code(value)}` : code(value),
      description,
    ]),
  )

export function elementParts(): Record<string, string> {
  const { 'payment-status': status, 'payment-toasts': toasts } = elementManifest()
  return {
    attributes: settings(status),
    'read only': readOnly(status),
    methods: methods(status),
    events: named('event', status.events),
    // The one slot has no name.
    slots: table(
      ['slot', ''],
      (status.slots ?? []).map(({ name, description = '' }) => [
        name ? code(name) : 'what stands between the tags',
        description,
      ]),
    ),
    'custom properties': customProperties(status),
    parts: named('part', status.cssParts),
    toasts: [settings(toasts), named('event', toasts.events), named('part', toasts.cssParts)].join(
      '\n\n',
    ),
  }
}
