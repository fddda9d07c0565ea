import { expect, it } from 'vitest'
import { unknownOrder } from '../order/snapshot.ts'
import type { Notice } from '../store/notice.ts'
import { Hub, type Listener } from './hub.ts'

const order = { ...unknownOrder('A-1', 'epoch', 0), version: 1 }
const notice: Notice = {
  addressee: { to: 'everybody', id: '' },
  notification: { id: 'n-1', type: 'news', title: 'News', message: 'None.', createdAt: '' },
}

/** A hub where `heard` follow, and at the beginning, the middle and the end somebody who throws. */
function crowd() {
  const failures: unknown[] = []
  const heard: string[] = []
  const hub = new Hub(
    (order) => order,
    (error) => failures.push(error),
  )
  const page = (name: string): Listener => ({
    isPage: true,
    update: () => void heard.push(name),
    notify: () => void heard.push(name),
    checked: () => void heard.push(name),
  })
  const broken = (name: string): Listener => ({
    isPage: true,
    update() {
      throw new Error(name)
    },
    notify() {
      throw new Error(name)
    },
    checked() {
      throw new Error(name)
    },
  })
  hub.follow('A-1', broken('first'))
  hub.follow('A-1', page('by order'))
  hub.followCustomer('42', broken('middle'))
  hub.followCustomer('42', page('by customer'))
  hub.followAll(broken('last'))
  hub.followAll(page('staff'))
  return { hub, heard, failures }
}

it.each<[what: string, tell: (hub: Hub) => void, hear: string[]]>([
  [
    'a change',
    (hub) => hub.publish({ order, customers: ['42'] }),
    ['by order', 'by customer', 'staff'],
  ],
  [
    'an order that is theirs now',
    (hub) => hub.introduce({ order, customers: ['42'] }, ['42']),
    ['by customer'],
  ],
  [
    'an asking',
    (hub) => hub.checked('A-1', ['42'], { at: '', outcome: 'answered' }),
    ['by order', 'by customer'],
  ],
  ['a notification', (hub) => hub.notify(notice, []), ['by order', 'by customer', 'staff']],
])('tells everybody of %s, whoever fails; and says once that somebody did', (_, tell, hear) => {
  const { hub, heard, failures } = crowd()
  tell(hub)
  expect(heard.toSorted()).toEqual(hear.toSorted())
  expect(failures).toEqual([expect.any(Error)])
})
