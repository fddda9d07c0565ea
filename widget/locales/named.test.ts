import { expect, it } from 'vitest'
import en from './en.json' with { type: 'json' }
import enLater from './en.later.json' with { type: 'json' }
import sw from './sw.json' with { type: 'json' }
import { listed, named } from './named.ts'
import { merged } from './words.ts'

it('gives back the words of a language from the list without names that the relay serves', () => {
  const english = merged(en, enLater)
  const list = JSON.parse(JSON.stringify(listed(english, sw)))
  expect(named(english, list)).toEqual(sw)
})
