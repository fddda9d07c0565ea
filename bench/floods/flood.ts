/** One flood, in a process of its own, until its driver goes: `flood.ts NAME PORT ORDER TOKEN`. */

import { connect, type Socket } from 'node:net'
import { FLOODS } from './kinds.ts'

/** How often it looks what is to be done, in ms. */
const TICK = 10

/** How many are dialled at once, at the most: a thousand a second. */
const DIALS = 10

/** What may wait to be sent on a connection, in bytes: whoever is not heard does not shout louder. */
const MAX_WAITING = 4 * 1024 * 1024

const [name = '', port = '', order = '', token = ''] = process.argv.slice(2)
const make = FLOODS.get(name)
if (!make) throw new Error(`There is no flood "${name}".`)
const { connections, opening, again, reads } = make({ order, token })

const open = new Set<Socket>()

function dial(): void {
  const socket = connect(Number(port), '127.0.0.1')
  open.add(socket)
  socket.on('error', () => {})
  socket.on('close', () => open.delete(socket))
  if (reads) socket.resume()
  else socket.pause()
  if (opening) socket.write(opening)
}

const begun = performance.now()
let said = 0
let turn = 0

function sayAgain({ bytes, perSecond }: NonNullable<typeof again>): void {
  const due = Math.floor(((performance.now() - begun) / 1000) * perSecond)
  const all = [...open]
  for (; said < due; said++) {
    const socket = all[turn++ % all.length]
    if (socket && socket.writableLength < MAX_WAITING) socket.write(bytes)
  }
}

setInterval(() => {
  for (let dialled = 0; open.size < connections && dialled < DIALS; dialled++) dial()
  if (again) sayAgain(again)
}, TICK)

process.on('disconnect', () => process.exit())
