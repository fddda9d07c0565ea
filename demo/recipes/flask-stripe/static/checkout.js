const form = document.querySelector('#form')
const error = document.querySelector('#error')
const button = form.querySelector('button')
const { key, amount, currency } = form.dataset

const stripe = window.Stripe(key)
const elements = stripe.elements({ mode: 'payment', amount: Number(amount), currency })
elements.create('payment').mount('#card')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  button.disabled = true
  error.textContent = ''
  try {
    const { error: invalid } = await elements.submit()
    if (invalid) throw invalid
    const response = await fetch('/pay', { method: 'POST' })
    const { order, clientSecret, error: refused } = await response.json()
    if (!response.ok) throw new Error(refused)
    const return_url = new URL(`/orders/${order}`, location.href).href
    // It may be paid already, or be under way.
    if (!clientSecret) return location.assign(return_url)
    // 3-D Secure, and then to the page that tells. What comes back here is a mistake in the form.
    const { error: declined } = await stripe.confirmPayment({
      elements,
      clientSecret,
      confirmParams: { return_url },
    })
    throw declined
  } catch ({ message }) {
    error.textContent = message
    button.disabled = false
  }
})
