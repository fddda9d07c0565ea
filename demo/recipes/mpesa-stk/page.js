const payment = document.querySelector('#payment')
const form = document.querySelector('#form')
const error = document.querySelector('#error')
const button = form.querySelector('button')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  button.disabled = true
  error.textContent = ''
  try {
    const response = await fetch('/pay', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.error)
    payment.token = answer.token
    payment.order = answer.order
  } catch ({ message }) {
    error.textContent = message
  } finally {
    button.disabled = false
  }
})

// "Try again" stands there only when nobody can pay twice. Without an order, the form is back.
payment.addEventListener('payment-retry', () => {
  payment.order = undefined
})
