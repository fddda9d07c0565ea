/** Why a command does nothing: told to the operator, without a stack. Exit codes are sysexits.h's. */
export class Refusal extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: 64 | 69 | 73 | 78) {
    super(message)
    this.exitCode = exitCode
  }
}
