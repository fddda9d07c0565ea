/** Runs in each contender's process, before it: tells the driver its memory, and ends with the driver. */

/** Resident, without what is garbage, in bytes. */
function memory(): number {
  if (!globalThis.gc) throw new Error('Start this with --expose-gc.')
  // An ordinary collection keeps most of what it freed, in hope of better times.
  globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  return process.memoryUsage.rss()
}

process.on('message', () => process.send?.(memory()))
process.on('disconnect', () => process.exit())
