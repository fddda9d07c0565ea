import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto'

let keys: KeyPairKeyObjectResult | undefined

/** What stands for the keys of a provider that signs with a certificate: nobody but a demo believes them. */
export const simulatedKeys = (): KeyPairKeyObjectResult =>
  (keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 }))
