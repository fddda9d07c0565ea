import { createApp } from 'vue'
import Orders from './Orders.vue'

createApp(Orders, { orders: ['ORD-1205', 'ORD-1206'] }).mount('#app')
