/** A shop that is paid by M-Pesa: a form for the phone's number, a prompt on the phone, and the page that waits. */

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import express from 'express'
import { hidden, phoneOf, prompt, PromptRefused } from './daraja.js'
import { relay } from './relay.js'

const { PORT = '3000', RELAY_URL } = process.env

const page = readFileSync(join(import.meta.dirname, 'page.html'), 'utf8')

/** Your database: what each order costs, in whole shillings. */
const orders = new Map()

const app = express()
app.use(express.json())

// Your cart becomes an order. Its id opens nothing, and cannot be guessed either.
app.get('/', (_request, response) => {
  const id = `ORD-${randomBytes(8).toString('hex')}`
  orders.set(id, { number: '№ 1205', amount: 5000, description: '2 × towel', isPrompting: false })
  response.send(page.replaceAll('{{relay}}', RELAY_URL).replaceAll('{{order}}', id))
})

app.get('/page.js', (_request, response) => response.sendFile(join(import.meta.dirname, 'page.js')))

app.post('/pay', async (request, response) => {
  const { order: id, phone: typed } = request.body ?? {}
  const order = orders.get(id)
  const phone = phoneOf(typed)
  if (!order) return response.status(404).json({ error: 'There is no such order.' })
  if (!phone) return response.status(400).json({ error: 'Write the number like 0712 345 678.' })
  // Two clicks are one prompt.
  if (order.isPrompting) return response.status(409).json({ error: 'It is being sent.' })

  order.isPrompting = true
  try {
    return response.json({ order: id, token: await pay(id, order, phone) })
  } catch (error) {
    console.error(id, error.message)
    return response.status(502).json({ error: 'That did not work. Please try again.' })
  } finally {
    order.isPrompting = false
  }
})

/** Registers the order, sends the prompt, and tells the relay of it. The token for the page. */
async function pay(id, order, phone) {
  // Of a prompt that was sent while the relay was away.
  await tell(id, order)

  // 1. The relay knows what the order asks, and has an address for Daraja: the order's own, never for a page.
  const { number, amount, description } = order
  const { token, callbackUrls, ...known } = await relay('PUT', `/orders/${id}`, {
    amount: `${amount}.00`,
    currency: 'KES',
    merchant: 'Kikoy House',
    number,
    description,
  })
  // Paid, or not yet over: the page shows which, and nobody is asked twice.
  if (known.order.status !== 'pending' && !known.order.safeToRetry) return token

  // 2. The prompt. Daraja will tell the relay what came of it.
  const occurredAt = new Date()
  const payment = await prompt({
    phone,
    amount,
    callbackUrl: callbackUrls.daraja,
    reference: number.replace(/\W/g, ''),
    description,
  }).catch((error) => {
    if (error instanceof PromptRefused) throw error
    // There may be a prompt, of which we do not know the name: the page waits, and offers no second one.
    console.error(id, error.message)
  })

  // 3. The page says "look at your phone", and only this prompt's callback counts.
  const action = { type: 'approve_on_phone', hint: hidden(phone) }
  order.untold = {
    status: 'requires_action',
    provider: 'daraja',
    ...(payment && { payment }),
    action,
    expiresIn: 90,
    occurredAt,
  }
  await tell(id, order)
  return token
}

/** Tells the relay of a prompt, which stays with the order until the relay has heard of it. */
async function tell(id, order) {
  if (!order.untold) return
  await relay('POST', `/orders/${id}/updates`, order.untold)
  order.untold = undefined
}

const server = app.listen(Number(PORT), '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`http://localhost:${server.address().port}`)
})
process.once('SIGTERM', () => server.close())
