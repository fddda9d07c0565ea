import { expect, it } from 'vitest'
import { Loaded } from '../loaded.ts'
import { load } from './load.ts'

it('ends no process, where the connection is lost while all of it is under way', async () => {
  const query = () => {
    const lost = Promise.reject(new Error('lost'))
    lost.catch(() => {})
    return lost
  }
  const unheard: unknown[] = []
  const hear = (cause: unknown) => unheard.push(cause)
  process.on('unhandledRejection', hear)
  const all = [
    { of: 'order', key: 'A-1' },
    { of: 'name', key: 'pi_1' },
    { of: 'number', at: 0 },
  ] as const
  await expect(load({ query }, 'shop', all as never, new Loaded(), true)).rejects.toThrow('lost')
  await new Promise(setImmediate)
  process.off('unhandledRejection', hear)
  expect(unheard).toEqual([])
})
