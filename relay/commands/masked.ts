/** Secrets, as they may be shown. */
export const masked = (secrets: readonly string[]): string =>
  secrets.map((secret) => `${'•'.repeat(6)} (${secret.length} characters)`).join(', ')
