import { describeAsking } from '../conformance/asking.ts'
import { btcpay } from './btcpay.ts'

const ID = '7LsWkCMZNcwPzqBWqc9Cuo'

const STORE = '9CiNzKoANXxmk5ayZngSXrHTiVvvgCrwrpFQd4m2K776'

const settled = {
  type: 'InvoiceSettled',
  deliveryId: 'delivery-1',
  timestamp: 1_795_250_400,
  invoiceId: ID,
  metadata: { orderId: 'ORD-1205' },
}

describeAsking({
  provider: btcpay,
  credentials: `https://btcpay.example/pay/${STORE}:anApiKey`,

  both: [
    { answer: 'settled', callback: settled },
    { answer: 'new', callback: settled },
    { answer: 'processing', callback: settled },
  ],

  unknown: [
    {
      answer: 'settled',
      body: {
        id: ID,
        amount: '50.00',
        currency: 'USD',
        status: 'Parked',
        additionalStatus: 'None',
      },
    },
  ],

  seen: { credentials: `https://btcpay.example.com/${STORE}:apikey` },
})
