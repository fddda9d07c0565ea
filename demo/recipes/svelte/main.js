import { mount } from 'svelte'
import Orders from './Orders.svelte'

mount(Orders, {
  target: document.querySelector('#app'),
  props: { orders: ['ORD-1205', 'ORD-1206'] },
})
