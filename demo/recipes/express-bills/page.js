const [login, list, payment, toasts] = ['login', 'bills', 'payment', 'toasts'].map((id) =>
  document.querySelector(`#${id}`),
)

/** The login's JWT, which is kept in memory alone. */
let token

async function ask(path, body) {
  const response = await fetch(path, {
    method: body ? 'POST' : 'GET',
    headers: {
      'Content-Type': 'application/json',
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error)
  return answer
}

login.addEventListener('submit', async (event) => {
  event.preventDefault()
  const alert = login.querySelector('[role=alert]')
  try {
    ;({ token } = await ask('/login', Object.fromEntries(new FormData(login))))
    // It says who the customer is: no id, no second token.
    toasts.token = token
    payment.token = token
    login.hidden = true
    await show()
  } catch ({ message }) {
    alert.textContent = message
  }
})

/** The page may hear of a payment before the shop does. */
const heard = new Set()

/** Lists the bills; each that is open can be paid. */
async function show() {
  const bills = await ask('/bills')
  const rows = bills.map(({ id, number, ...bill }) => {
    const isPaid = bill.isPaid || heard.has(id)
    const row = document.createElement('li')
    row.append(`Bill ${number}`)
    const button = document.createElement('button')
    button.textContent = isPaid ? 'Paid' : 'Pay'
    button.disabled = isPaid
    button.addEventListener('click', () => pay(id))
    row.append(button)
    return row
  })
  list.replaceChildren(...rows)
}

async function pay(id) {
  payment.order = (await ask(`/bills/${id}/pay`, {})).order
  payment.hidden = false
}

// A bill that is ready, or was paid elsewhere, is in the list by then.
toasts.addEventListener('payment-notification', show)
payment.addEventListener('payment-succeeded', ({ snapshot }) => {
  heard.add(snapshot.id)
  show()
})

// The login has run out.
toasts.addEventListener('payment-error', ({ code }) => {
  if (code === 'token_expired') login.hidden = false
})
