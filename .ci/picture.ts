/**
 * `npm run picture`: plays a short story on the demo's stage, and draws the README's picture of it: demo/picture.png,
 * which moves where a browser lets it (APNG), and is the first scene elsewhere.
 */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { launch, type Page } from 'puppeteer-core'
import { CHROME_ARGS } from './browser.ts'
import { install, pathOf } from './programs.ts'

const ROOT = join(import.meta.dirname, '..')
const SIZE = { width: 1280, height: 800 }

/** How long each scene stays, in ms, and how often the story is told. */
const STAYS = 2_500
const TIMES = 3

/** From the repository's sources, in a folder of its own. */
async function stage<T>(play: (url: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'picture-'))
  const { PATH, HOME } = process.env
  const demo = spawn(process.execPath, [join(ROOT, 'relay/main.ts'), 'serve', '--demo'], {
    cwd: folder,
    env: { PATH, HOME, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let said = ''
      demo.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const [, found] = /Open (http:\S+)[^]*WebSocket ready/.exec(said) ?? []
        if (found) resolve(found)
      })
      demo.on('close', () => reject(new Error(`The demo has ended:\n${said}`)))
    })
    return await play(url)
  } finally {
    demo.kill('SIGTERM')
    rmSync(folder, { recursive: true })
  }
}

/** Of the element, what the story waits for. */
type Shown = Element & Partial<Record<'status' | 'connection', string>>

/** What is pressed on the stage, and what the page says then. */
const STORY: readonly { press?: string; until: string }[] = [
  { until: 'requires_action live' },
  { press: '[data-chip="no sockets"]', until: 'requires_action polling' },
  { press: '#screen [data-act="approve"]', until: 'succeeded polling' },
]

async function scenes(page: Page): Promise<Uint8Array[]> {
  const drawn: Uint8Array[] = []
  for (const { press, until } of STORY) {
    if (press !== undefined) {
      const button = await page.waitForSelector(`${press}:not(:disabled)`)
      await button?.evaluate((element) => (element as HTMLElement).click())
    }
    await page.waitForFunction(
      (wanted) => {
        const element = document.querySelector<Shown>('payment-status')
        return `${element?.status} ${element?.connection}` === wanted
      },
      {},
      until,
    )
    await page.waitForNetworkIdle({ concurrency: 3 })
    drawn.push(await page.screenshot())
  }
  return drawn
}

const bytes = (value: number, length: 2 | 4): Buffer => {
  const buffer = Buffer.alloc(length)
  buffer.writeUIntBE(value, 0, length)
  return buffer
}

const chunk = (type: string, ...data: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), ...data])
  return Buffer.concat([bytes(body.length - 4, 4), body, bytes(crc32(body), 4)])
}

/** The chunks of a PNG of this type: what is in them. */
function chunksOf(png: Uint8Array, wanted: string): Buffer[] {
  const buffer = Buffer.from(png)
  const found: Buffer[] = []
  for (let at = 8; at < buffer.length;) {
    const length = buffer.readUInt32BE(at)
    if (buffer.toString('latin1', at + 4, at + 8) === wanted) {
      found.push(buffer.subarray(at + 8, at + 8 + length))
    }
    at += length + 12
  }
  return found
}

/** One picture of several, all of a size, as https://www.w3.org/TR/png-3/#apng-frame-based-animation has it. */
function animated(pngs: readonly Uint8Array[]): Buffer {
  const [first] = pngs
  if (!first) throw new Error('There is nothing to draw.')
  let sequence = 0
  const frames = pngs.flatMap((png, at) => {
    const { width, height } = SIZE
    const control = [
      ...[sequence++, width, height, 0, 0].map((value) => bytes(value, 4)),
      bytes(STAYS, 2),
      bytes(1_000, 2),
      // It takes the place of the one before, all of it.
      Buffer.from([0, 0]),
    ]
    const data = chunksOf(png, 'IDAT').map((idat) =>
      at === 0 ? chunk('IDAT', idat) : chunk('fdAT', bytes(sequence++, 4), idat),
    )
    return [chunk('fcTL', ...control), ...data]
  })
  return Buffer.concat([
    Buffer.from(first.subarray(0, 8)),
    chunk('IHDR', ...chunksOf(first, 'IHDR')),
    chunk('acTL', bytes(pngs.length, 4), bytes(TIMES, 4)),
    ...frames,
    chunk('IEND'),
  ])
}

install('chromium')
const browser = await launch({ executablePath: pathOf('chromium'), args: [...CHROME_ARGS] })
try {
  const picture = await stage(async (url) => {
    const page = await browser.newPage()
    await page.setViewport(SIZE)
    await page.goto(url)
    return animated(await scenes(page))
  })
  const file = join(ROOT, 'demo/picture.png')
  writeFileSync(file, picture)
  console.log(`${file}: ${Math.round(picture.length / 1000)} kB`)
} finally {
  await browser.close()
}
