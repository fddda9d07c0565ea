/**
 * How much work something is, in bytes, counted and not timed: those that it allocates, those that go through a hash or
 * a cipher, and those that are read as JSON. Such a count is nearly the same on every machine, however busy.
 */

import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { GCProfiler, getHeapStatistics } from 'node:v8'
import zlib from 'node:zlib'

/** Of the second run: the first also pays for what is done once only, such as compiling. */
export function workOf(act: () => void): number {
  act()
  passed = 0
  return allocatedBy(act) + passed
}

/** Only the bytes that are hashed, deciphered or parsed, which are the same each time. */
export function passedBy(act: () => void): number {
  passed = 0
  act()
  return passed
}

/** Between collections the heap does nothing but grow. */
function allocatedBy(act: () => void): number {
  const collections = new GCProfiler()
  collections.start()
  let used = getHeapStatistics().used_heap_size
  act()
  const end = getHeapStatistics().used_heap_size
  let allocated = 0
  for (const { beforeGC, afterGC } of collections.stop()?.statistics ?? []) {
    allocated += beforeGC.heapStatistics.usedHeapSize - used
    used = afterGC.heapStatistics.usedHeapSize
  }
  return allocated + end - used
}

/** So many bytes went through what leaves no trace on the heap. */
let passed = 0

/** Counts what `owner[name]` is called with, at this place among its arguments. */
function countBytes<Name extends string>(
  owner: Record<Name, (...given: never[]) => unknown>,
  name: Name,
  place: number,
): void {
  const work = owner[name]
  owner[name] = function (this: unknown, ...given: unknown[]) {
    passed += Buffer.byteLength(given[place] as string | Uint8Array)
    return Reflect.apply(work, this, given)
  }
}

countBytes(crypto.Hmac.prototype, 'update', 0)
countBytes(crypto.Hash.prototype, 'update', 0)
countBytes(crypto.Decipheriv.prototype, 'update', 0)
countBytes(crypto, 'hash', 1)
countBytes(crypto, 'verify', 1)
countBytes(zlib, 'crc32', 0)
countBytes(JSON, 'parse', 0)
// For those who import them by name.
syncBuiltinESMExports()
