/** A provider's words as a code for a table: `Not enough balance` as `not_enough_balance`. */
export const textCode = (text: string | null | undefined): string =>
  (text ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
