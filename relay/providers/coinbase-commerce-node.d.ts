/** What the tests sign with. It brings no types. */
declare module 'coinbase-commerce-node' {
  export const Webhook: {
    computeSignature(payload: string, secret: string): string
    /** Throws where the signature is none of Coinbase's. */
    verifyEventBody(payload: string, signature: string, secret: string): unknown
  }
}
