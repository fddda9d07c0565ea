/** `node:http` and `ws`. Nothing is kept. */

import { nodeWs } from './least.ts'

const rival = nodeWs(({ order }) => rival.tell(order))
await rival.listen()
