import { failure, reasons, UPI_DOUBT } from '../reading/failure.ts'

/**
 * By PhonePe's own code, or that of UPI. Whoever only left the page may have approved in the app before:
 * that is in neither list.
 *
 * @see https://developer.phonepe.com/payment-gateway/error-codes
 */
const REASONS = reasons({
  insufficient_funds: 'Z9 51 INSUFFICIENT_FUNDS INSUFFICIENT_BALANCE',
  limit_exceeded: 'Z6 Z7 Z8 ZU U09 61 65 M2 TRANSACTION_LIMIT_EXCEEDED',
  authentication_failed: 'ZM AM AUTHENTICATION_ERROR INVALID_MPIN INCORRECT_PIN INVALID_OTP',
  invalid_account: 'ZH ZX YE XH B1 54 14 EXPIRED_CARD INVALID_CARD INVALID_CVV INVALID_VPA',
  declined: '59 K1 U16 ZE 05 57 62 PAYMENT_DECLINED RISK_DECLINE SUSPECTED_FRAUD',
  canceled_by_customer: 'ZA REQUEST_DECLINE_BY_REQUESTEE USER_DECLINED',
  no_response: `
    U69 U67 UT BT TIMED_OUT TXN_NOT_COMPLETED TXN_AUTO_FAILED REQUEST_EXPIRED
    COLLECT_REQUEST_EXPIRED`,
  expired: 'ORDER_EXPIRED',
  duplicate_request: 'DUPLICATE_TXN DUPLICATE_TRANSACTION',
  provider_error: `
    U30 U31 91 92 96 U28 U68 U78 U90 UP UB INTERNAL_SERVER_ERROR INTERNAL_ERROR
    BANK_NOT_AVAILABLE PSP_NOT_AVAILABLE`,
})

/** What PhonePe takes that is not by UPI, of which alone a no is the last word. */
const OTHER_MODES = /^(?:CARD|CREDIT_CARD|DEBIT_CARD|TOKEN|NET_?BANKING|WALLET)/

/** `modes`: by which the shopper tried to pay; those that nobody tells may be UPI. */
export function phonepeFailure(
  modes: readonly (string | null | undefined)[],
  codes: readonly unknown[],
  message?: string | null,
): ReturnType<typeof failure> {
  const isCertain = modes.length > 0 && modes.every((mode) => OTHER_MODES.test(mode ?? ''))
  return { ...failure(REASONS, codes, message), ...(!isCertain && { doubt: UPI_DOUBT }) }
}
