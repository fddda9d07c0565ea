/** Bills for signed-in customers, who hear on every page that one is ready, paid, or could not be paid. */

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import express from 'express'
import { Webhook } from 'standardwebhooks'
import { loginOf, signedIn } from './login.js'
import { relay } from './relay.js'

const { PORT = '3000', RELAY_URL, STAFF_KEY, WEBHOOK_SECRET } = process.env

const CURRENCY = 'KES'

/** Your database. */
const customers = new Map([['amina@example.com', { id: '42', password: 'correct horse' }]])
const bills = new Map()

/** Tells a customer something, on whatever page they are now, or on the next one. From anywhere in the server. */
const tell = (customer, notification) =>
  relay('POST', `/customers/${encodeURIComponent(customer)}/notifications`, notification)

/** What the page makes its words of, in the customer's language. */
const wordsOf = ({ number, amount, due }) => ({ number, amount, currency: CURRENCY, due })

const app = express()

// The relay tells what became of a bill. What counts is its signature, over the bytes as they came.
const isFromRelay = new Webhook(WEBHOOK_SECRET)
app.post('/hooks/payment-status', express.raw({ type: '*/*' }), (request, response) => {
  let order
  try {
    order = isFromRelay.verify(request.body, request.headers).data
  } catch {
    return response.status(401).end()
  }
  const bill = bills.get(order.id)
  // Sent again until it is answered: said twice, it is still paid once. Test money, where it counts, is no money.
  if (bill && !order.test) bill.isPaid = order.status === 'succeeded'
  return response.status(204).end()
})

app.use(express.json())

app.post('/login', async (request, response) => {
  const { email, password } = request.body ?? {}
  const customer = customers.get(email)
  if (!customer || !isSame(String(password), customer.password)) {
    return response.status(401).json({ error: 'This is not the password.' })
  }
  return response.json({ token: await loginOf(customer.id) })
})

app.get('/bills', signedIn, (request, response) =>
  response.json([...bills.values()].filter(({ customer }) => customer === request.customer)),
)

// The customer's own token opens the order: there is no second one to hand out.
app.post('/bills/:id/pay', signedIn, async (request, response) => {
  const bill = bills.get(request.params.id)
  if (bill?.customer !== request.customer) {
    return response.status(404).json({ error: 'There is no such bill.' })
  }
  const { id, customer, number, amount } = bill
  await relay('PUT', `/orders/${id}`, {
    amount,
    currency: CURRENCY,
    customers: [customer],
    merchant: 'Kikoy Power',
    number,
    description: 'Electricity',
  })
  // Here your provider is asked for the payment, with the order's id in its metadata.
  return response.json({ order: id })
})

app.use('/staff', (request, response, next) =>
  isSame(request.get('Authorization') ?? '', `Bearer ${STAFF_KEY}`)
    ? next()
    : response.status(401).end(),
)

// The nightly run: a bill is ready.
app.post('/staff/bills', async (request, response) => {
  const { customer, number, amount, due } = request.body
  const bill = { id: `BILL-${randomBytes(8).toString('hex')}`, customer, number, amount, due }
  bills.set(bill.id, { ...bill, isPaid: false })
  await tell(customer, { type: 'bill_generated', url: '/', data: wordsOf(bill) })
  response.status(201).json(bill)
})

// And what came of a direct debit, which no provider tells the relay.
app.post('/staff/bills/:id/debits', async (request, response) => {
  const bill = bills.get(request.params.id)
  if (!bill) return response.status(404).end()
  const { isPaid } = request.body
  bill.isPaid ||= isPaid
  const type = isPaid ? 'payment_success' : 'payment_failed'
  await tell(bill.customer, { type, url: '/', data: wordsOf(bill) })
  return response.status(204).end()
})

// What has words of your own.
app.post('/staff/messages', async (request, response) => {
  const { customer, title, message } = request.body
  await tell(customer, { type: 'message', title, message })
  response.status(204).end()
})

const page = readFileSync(join(import.meta.dirname, 'page.html'), 'utf8')
app.get('/', (_request, response) => response.send(page.replaceAll('{{relay}}', RELAY_URL)))
app.get('/page.js', (_request, response) => response.sendFile(join(import.meta.dirname, 'page.js')))

app.use((error, _request, response, _next) => {
  console.error(error.message)
  response.status(error.status ?? 502).json({ error: 'That did not work. Please try again.' })
})

/** Whether two texts are the same, told in the same time wherever they differ. */
function isSame(one, other) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const server = app.listen(Number(PORT), '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`http://localhost:${server.address().port}`)
})
process.once('SIGTERM', () => server.close())
