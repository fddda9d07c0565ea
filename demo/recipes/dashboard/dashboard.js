import { follow } from 'https://pay.example.com/payment-status.js'

const rows = document.querySelector('tbody')
const standing = new Map()

// Hundreds of badges ask at the same moment: one request does for all.
let asked
const getToken = () => (asked ??= newToken().finally(() => (asked = undefined)))

async function newToken() {
  const answer = await fetch('/seller/token', { method: 'POST' })
  return (await answer.json()).token
}

function add({ id, number, amount, currency }) {
  const row = rows.insertRow(0)
  row.id = id
  row.insertCell().textContent = number ?? id
  row.insertCell().textContent = totalOf(amount, currency)
  const badge = document.createElement('payment-status')
  row.insertCell().append(Object.assign(badge, { variant: 'badge', order: id, getToken }))
}

/** From minor units: KES has two digits of them, JPY none, KWD three. */
function totalOf(amount, currency) {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits)
}

// Each badge tells of its own order; what it tells bubbles up to the table.
rows.addEventListener('payment-status-change', ({ snapshot }) => {
  standing.set(snapshot.id, snapshot.status)
  const paid = [...standing.values()].filter((status) => status === 'succeeded').length
  document.querySelector('#sums').textContent = `${paid} of ${standing.size} paid`
})

const { customer, orders } = await (await fetch('/seller/orders')).json()
orders.forEach(add)

// An order that comes in while one looks on, over the same connection.
follow({ relay: 'https://pay.example.com/', customer, getToken }).on('change', (snapshot) => {
  if (!document.getElementById(snapshot.id)) add(snapshot)
})
