const payment = document.querySelector('payment-status')
const form = payment.querySelector('form')
const button = form.querySelector('button')
const mistake = form.querySelector('[role=alert]')

document.querySelector('#pay').addEventListener('click', async () => {
  // Resolves once the dialog is closed, by whomever: null where nothing is known of an order yet.
  const order = await payment.show()
  if (order?.status !== 'succeeded') return
  document.querySelector('#receipt').textContent = `Paid. Receipt ${order.receipt}`
})

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  button.disabled = true
  mistake.textContent = ''
  try {
    // Your server registers the order, sends the prompt, and answers { "order": "ORD-1205" }.
    const answer = await fetch('/pay', {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
    })
    const { order, message } = await answer.json()
    // From here on the element shows the order in place of the form.
    if (answer.ok) payment.order = order
    else mistake.textContent = message
  } catch {
    mistake.textContent = 'No connection. Nothing was sent to your phone.'
  } finally {
    button.disabled = false
  }
})

// Only offered where it cannot lead to paying twice: the form is back, for another number.
payment.addEventListener('payment-retry', async () => {
  payment.order = ''
  await payment.updateComplete
  form.elements.phone.focus()
})
