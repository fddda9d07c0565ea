/** SQLite names neither the file nor what to do about it. */

export function named<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    // Our own words have no code, and need no more of them.
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    const advice = ADVICE.find(([symptom]) => symptom.test(cause.message))
    if (!advice) throw cause
    throw new Error(`The store ${path} ${advice[1]}`, { cause })
  }
}

const ADVICE: readonly [symptom: RegExp, advice: string][] = [
  [/not a database/, 'is not a database. Give STORE a file of its own, or restore a backup.'],
  [/malformed/, 'is damaged. Restore a backup, and keep the damaged file to be looked at.'],
  [
    /readonly|read-only/,
    'cannot be written to. See who owns it, and whether its disk is read-only.',
  ],
  [/locked/, 'is in use by another program. Let it finish, or close it.'],
  [
    /unable to open|ENOENT|ENOTDIR|EACCES/,
    'cannot be opened. See that its folder exists and may be written to.',
  ],
  [/full|ENOSPC/, 'has no room left on its disk.'],
  [/I\/O/, 'cannot be read or written: its disk fails, or has no room left.'],
]
