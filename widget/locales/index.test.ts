import { beforeEach, describe, expect, it, vi } from 'vitest'
import en from './en.json' with { type: 'json' }
import sw from './sw.json' with { type: 'json' }

const network = vi.hoisted(() => ({ isDown: false, asked: [] as number[] }))

// The one thing that Node has no network for: a file that does not come.
vi.mock('./load.ts', async (original) => {
  const actual = await original<typeof import('./load.ts')>()
  const load: typeof actual.load = (language, failures) => {
    network.asked.push(failures)
    return network.isDown ? Promise.reject(new Error('offline')) : actual.load(language, failures)
  }
  return { ...actual, load }
})

const { OTHERS } = await import('./load.ts')
const { languageFor, wordsFor } = await import('./index.ts')

describe('the language of a page', () => {
  it.each([
    ['sw', 'sw'],
    ['SW', 'sw'],
    ['sw-KE', 'sw'],
    ['sw_TZ', 'sw'],
    ['sw_KE.UTF-8', 'sw'],
    ['sw-KE-', 'sw'],
    ['pt-BR', 'pt'],
    ['pt-PT', 'pt'],
    ['de-DE-u-co-phonebk', 'de'],
    ['ar-EG', 'ar'],
    ['ur-IN', 'ur'],
    ['zh', 'zh-Hans'],
    ['zh-CN', 'zh-Hans'],
    ['zh-Hans-SG', 'zh-Hans'],
    ['zh_Hans_CN', 'zh-Hans'],
    ['cmn-Hans', 'zh-Hans'],
    ['zh-cmn-Hans-CN', 'zh-Hans'],
    ['fil-PH', 'fil'],
    ['tl', 'fil'],
    ['in', 'id'],
    ['in-ID', 'id'],
  ])('%j is spoken as %s', (tag, language) => expect(languageFor(tag)).toBe(language))

  it.each(OTHERS)('%s is spoken as itself', (tag) => expect(languageFor(tag)).toBe(tag))

  it.each(['en', 'en_US', 'xx', 'tlh', '', '-', '_', '*', 'x', 'x-sw', 'a-b-c', 'iw', '123456789'])(
    '%j, which we do not speak, is English',
    (tag) => expect(languageFor(tag)).toBe('en'),
  )

  it.each(['zh-TW', 'zh-HK', 'zh-Hant', 'zh_Hant_TW', 'hi-Latn', 'ms-Arab'])(
    '%j is English: our words are in another script',
    (tag) => expect(languageFor(tag)).toBe('en'),
  )
})

describe('the words of a language', () => {
  beforeEach(() => {
    network.isDown = false
    network.asked.length = 0
  })

  it('are here at once for English', () => expect(wordsFor('en')).toEqual(en))

  it('are asked for again after they did not come, at another address, and then kept for all', async () => {
    network.isDown = true
    await expect(wordsFor('sw')).rejects.toThrow('offline')

    network.isDown = false
    const promises = [wordsFor('sw'), wordsFor('sw')]
    expect(await Promise.all(promises)).toEqual([sw, sw])
    expect(network.asked).toEqual([0, 1])
    expect(wordsFor('sw')).toEqual(sw)
    expect(network.asked).toHaveLength(2)
  })
})
