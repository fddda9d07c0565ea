import type { TextScheme } from '../provider.ts'

/** The secret itself, in a header. It tells who sends, and nothing of what is sent. */
export const staticToken = (header: string): TextScheme => ({
  kind: 'text',

  find({ headers }) {
    const token = headers.get(header)
    return token ? { values: [token], signed: [] } : undefined
  },

  text: (secret) => secret,
  sign: (_, make) => ({ [header]: make([]) }),
})
