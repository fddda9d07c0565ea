const [login, list, template] = ['login', 'escrows', 'escrow'].map((id) =>
  document.querySelector(`#${id}`),
)

/** The login's JWT, which is kept in memory alone. */
let session

async function ask(path, body) {
  const response = await fetch(path, {
    method: body ? 'POST' : 'GET',
    headers: {
      'Content-Type': 'application/json',
      ...(session && { Authorization: `Bearer ${session}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = response.status === 204 ? {} : await response.json()
  if (!response.ok) throw new Error(answer.detail)
  return answer
}

/** Asked when there is none, or it runs out. One opens all escrows of whoever is signed in. */
const getToken = async () => (await ask('/payment-token', {})).token

login.addEventListener('submit', async (event) => {
  event.preventDefault()
  try {
    session = (await ask('/login', Object.fromEntries(new FormData(login)))).token
    login.hidden = true
    list.replaceChildren(...(await ask('/escrows')).map(({ id }) => rowOf(id)))
  } catch ({ message }) {
    login.querySelector('[role=alert]').textContent = message
  }
})

function rowOf(id) {
  const row = template.content.cloneNode(true)
  const status = row.querySelector('payment-status')
  const buttons = [...row.querySelectorAll('button')]
  status.getToken = getToken
  status.order = id

  // While the money is held, each party can say that all is well, or is not.
  const offer = (isHeld) => buttons.forEach((button) => (button.disabled = !isHeld))
  offer(false)
  status.addEventListener('payment-status-change', ({ snapshot }) =>
    offer(snapshot.status === 'authorized'),
  )
  for (const button of buttons) {
    button.addEventListener('click', () => ask(`/escrows/${id}/${button.name}`, {}).catch(alert))
  }
  return row
}
