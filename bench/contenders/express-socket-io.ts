/** Express and Socket.IO. Nothing is kept. */

import { expressSocketIo } from './express.ts'

const rival = expressSocketIo(({ order }) => rival.tell(order))
await rival.listen()
