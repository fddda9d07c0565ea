/** What several recipes have, each for itself: a folder is copied alone. */

import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { recipe } from './shop.ts'

it.each(['relay.js', 'standard_webhooks.py'])('recipes have the same %s', (name) => {
  const copies = globSync(`*/${name}`, { cwd: recipe('.') })
  expect(copies.length).toBeGreaterThan(1)
  expect(new Set(copies.map((path) => readFileSync(recipe(path), 'utf8'))).size).toBe(1)
})
