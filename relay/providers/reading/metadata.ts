import { parseJson } from '../../protocol.ts'

/** What a merchant attached: some providers give it back as JSON in a text. */
export const attached = (metadata: unknown): unknown =>
  typeof metadata === 'string' ? (parseJson(metadata) ?? metadata) : metadata
