/**
 * What the card looks like, beside what it looked like when somebody last looked at it: `npm run looks:renew` draws the
 * pictures in matrix/ anew, for a human to look at before they are committed.
 *
 * In Liberation Sans, which Debian's Chromium brings along. Where it is missing, letters are not compared, only that
 * about as much is where it was.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CHROME_ARGS, chromePath } from '../../.ci/browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The pictures are drawn anew, not compared. */
    isRenewing: boolean
  }
}

const root = join(import.meta.dirname, '../..')

/** One of each status, and what else looks different. */
const SHOWN = [
  'pending',
  'approve on phone',
  'processing',
  'processing, late',
  'confirmations',
  'authorized',
  'partially paid',
  'succeeded',
  'failed, PIN',
  'failed, in doubt',
  'canceled',
  'expired',
  'partially refunded',
  'refunded',
  'disputed',
  'nothing heard',
]

/** The screens, in px; on each, a card has a cell of this size. */
const SCREENS = {
  phone: { screen: 390, width: 358, height: 420 },
  desktop: { screen: 1280, width: 448, height: 400 },
  narrow: { screen: 240, width: 240, height: 680 },
}

interface Sheet {
  name: string
  on: keyof typeof SCREENS
  scheme: 'light' | 'dark'
  dir: 'ltr' | 'rtl'
  print?: true
  forced?: true
}

const SHEETS: Sheet[] = [
  ...(['phone', 'desktop', 'narrow'] as const).flatMap((on) =>
    (['light', 'dark'] as const).flatMap((scheme) =>
      (['ltr', 'rtl'] as const).map((dir) => ({
        name: `${on}-${scheme}-${dir}`,
        on,
        scheme,
        dir,
      })),
    ),
  ),
  { name: 'print', on: 'phone', scheme: 'light', dir: 'ltr', print: true },
  { name: 'forced-colours', on: 'phone', scheme: 'dark', dir: 'ltr', forced: true },
]

/** How a picture of flat colours is written: a fifth of what is usual. */
const SMALL = { colorType: 2, filterType: 0, deflateLevel: 9, deflateStrategy: 0 } as const

/** The width that the probe has in Liberation Sans, in px. */
const PROBE = 'Look at the phone and enter your PIN.'
const PROBE_WIDTH = 271

/** How many pixels of a cell may differ: a word is more. Without the font: about half of the letters. */
const TOLERANCE = { same: 0.001, other: 0.1 }

/** The cards of all scenes, as one script that imports nothing. */
async function script(): Promise<string> {
  const made = await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(root, 'widget/testing/scenes.ts'),
        preserveEntrySignatures: 'strict',
      },
    },
  })
  const [chunk] = 'output' in made ? made.output : []
  if (!chunk) throw new Error('There is no script.')
  return chunk.code
}

/** Runs in the page, so it is a text: vitest would rewrite its import. Gives the probe's width. */
const drawn = (code: string): string => `(async () => {
  const { draw, SCENES, viewOf } = await import(${JSON.stringify(`data:text/javascript,${encodeURIComponent(code)}`)})
  for (const name of ${JSON.stringify(SHOWN)}) {
    const host = document.createElement('div')
    document.body.appendChild(document.createElement('figure')).append(host)
    // What moves stands still: at its end, or at the beginning of its round.
    for (const each of draw(host, viewOf(SCENES[name])).getAnimations()) {
      const isEndless = each.effect.getTiming().iterations === Infinity
      if (isEndless) each.pause()
      each.currentTime = isEndless ? 0 : 10_000
    }
  }
  return document.querySelector('span').offsetWidth
})()`

/** Draws a sheet: a cell for each card. */
async function draw(page: Page, code: string, sheet: Sheet): Promise<{ png: PNG; probe: number }> {
  const { screen, width, height } = SCREENS[sheet.on]
  await page.setViewport({ width: screen, height: 800 })
  await page.emulateTimezone('UTC')
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: sheet.scheme }])
  await page.emulateMediaType(sheet.print ? 'print' : 'screen')
  const devtools = await page.createCDPSession()
  // Puppeteer knows the feature not by name.
  await devtools.send('Emulation.setEmulatedMedia', {
    media: sheet.print ? 'print' : '',
    features: [
      { name: 'prefers-color-scheme', value: sheet.scheme },
      { name: 'forced-colors', value: sheet.forced ? 'active' : 'none' },
    ],
  })
  await page.setContent(`<!doctype html>
    <html lang="en" dir="${sheet.dir}">
      <style>
        html { color-scheme: light dark; --payment-status-font: 'Liberation Sans', sans-serif; }
        body { display: flex; flex-wrap: wrap; margin: 0; width: ${Math.floor(screen / width) * width}px; }
        figure { margin: 0; width: ${width}px; height: ${height}px; overflow: hidden; }
        span { position: absolute; white-space: nowrap; visibility: hidden; font: 16px 'Liberation Sans', sans-serif; }
      </style>
      <span>${PROBE}</span>
    </html>`)
  const probe = await page.evaluate(drawn(code))
  const picture = await page.screenshot({ fullPage: true })
  await devtools.detach()
  const png = PNG.sync.read(Buffer.from(picture))
  // In 16 steps of each colour: nobody sees the difference, and the pictures are a third as large.
  png.data.forEach((value, i) => (png.data[i] = (value >> 4) * 17))
  return { png, probe: Number(probe) }
}

/** The cells of which more differs than may. */
function differences(before: PNG, now: PNG, sheet: Sheet, tolerance: number): string[] {
  const { screen, width, height } = SCREENS[sheet.on]
  const columns = Math.floor(screen / width)
  const changed = new Uint8Array(now.width * now.height * 4)
  const options = { threshold: 0.2, diffMask: true }
  pixelmatch(before.data, now.data, changed, now.width, now.height, options)

  return SHOWN.filter((_, i) => {
    const column = i % columns
    const left = sheet.dir === 'ltr' ? column * width : now.width - (column + 1) * width
    const top = Math.floor(i / columns) * height
    let pixels = 0
    for (let y = top; y < Math.min(top + height, now.height); y++) {
      for (let x = left; x < left + width; x++) if (changed[(y * now.width + x) * 4 + 3]) pixels++
    }
    return pixels > tolerance * width * height
  })
}

describe.runIf(inject('isLong') || inject('isRenewing'))('the card looks as it did', () => {
  let browser: Browser
  let code: string
  beforeAll(async () => {
    code = await script()
    browser = await puppeteer.launch({
      executablePath: chromePath(),
      args: [...CHROME_ARGS, '--disable-lcd-text'],
    })
  })
  afterAll(() => browser.close())

  it.for(SHEETS)('on $name', { tags: ['long'] }, async (sheet) => {
    const file = join(import.meta.dirname, 'matrix', `${sheet.name}.png`)
    const page = await browser.newPage()
    const { png, probe } = await draw(page, code, sheet)
    await page.close()
    const isSameFont = Math.abs(probe - PROBE_WIDTH) <= 1
    if (inject('isRenewing')) {
      expect(isSameFont, 'Liberation Sans is missing here.').toBe(true)
      writeFileSync(file, PNG.sync.write(png, SMALL))
      return
    }

    expect(existsSync(file), 'There is no picture: npm run looks:renew').toBe(true)
    const before = PNG.sync.read(readFileSync(file))
    expect([png.width, png.height]).toEqual([before.width, before.height])
    const tolerance = isSameFont ? TOLERANCE.same : TOLERANCE.other
    const different = differences(before, png, sheet, tolerance)
    if (different.length > 0) {
      // To look at, beside the one that it is not like.
      writeFileSync(file.replace(/png$/, 'now.png'), PNG.sync.write(png))
    }
    expect(different).toEqual([])
  })
})
