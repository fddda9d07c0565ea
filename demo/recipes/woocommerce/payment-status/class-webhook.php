<?php

declare(strict_types=1);

namespace PaymentStatus;

use WC_Order;
use WP_REST_Request;
use WP_REST_Response;

/** What the relay tells: the order as it stands, signed as Standard Webhooks are. */
final class Webhook
{
    /** How far the relay's clock and ours may be apart, in seconds; and how late a copy of an old one is refused. */
    private const TOLERANCE = 300;

    public static function register(): void
    {
        register_rest_route('payment-status/v1', '/orders', [
            'methods' => 'POST',
            'permission_callback' => [self::class, 'is_from_relay'],
            'callback' => [self::class, 'hear'],
        ]);
    }

    /** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
    public static function is_from_relay(WP_REST_Request $request): bool
    {
        $id = (string) $request->get_header('webhook-id');
        $at = (string) $request->get_header('webhook-timestamp');
        if (!ctype_digit($at) || abs(time() - (int) $at) > self::TOLERANCE) {
            return false;
        }
        $key = base64_decode(substr(PAYMENT_STATUS_WEBHOOK_SECRET, strlen('whsec_')), true);
        if ($key === false || $key === '') {
            return false;
        }
        // Over the bytes as they came: what is parsed first has lost its signature.
        $signed = "$id.$at.{$request->get_body()}";
        $expected = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true));
        foreach (explode(' ', (string) $request->get_header('webhook-signature')) as $signature) {
            if (hash_equals($expected, $signature)) {
                return true;
            }
        }
        return false;
    }

    /** Answered once it is done: else the relay says it again. */
    public static function hear(WP_REST_Request $request): WP_REST_Response
    {
        $told = json_decode($request->get_body(), true)['data'] ?? [];
        $order = wc_get_order((int) ($told['id'] ?? 0));
        // Another plugin's orders are that plugin's affair.
        if ($order instanceof WC_Order && $order->get_payment_method() === Mpesa_Gateway::ID) {
            self::apply($order, $told);
        }
        return new WP_REST_Response(null, 204);
    }

    /** However often, and however late: nothing is final, and what is so already stays so. */
    private static function apply(WC_Order $order, array $told): void
    {
        $receipt = $told['receipt'] ?? '';
        switch ($told['status']) {
            case 'succeeded':
                if ($order->is_paid()) {
                    return;
                }
                if ($told['test'] || $told['currency'] !== 'KES' || $told['amount'] !== 100 * Mpesa_Gateway::shillings($order)) {
                    $order->update_status('on-hold', "M-Pesa $receipt: paid, but not what this order asks. Please look.");
                    return;
                }
                $order->payment_complete($receipt);
                return;
            case 'failed':
            case 'canceled':
            case 'expired':
                // "Failed" lets the shopper pay again. Where the first payment may still come, they had better wait.
                if ($told['safeToRetry'] && $order->has_status(['pending', 'on-hold'])) {
                    $order->update_status('failed', 'M-Pesa: ' . ($told['reason']['code'] ?? $told['status']));
                }
                return;
            case 'refunded':
                if (!$order->has_status('refunded')) {
                    $order->update_status('refunded', "M-Pesa $receipt: sent back.");
                }
                return;
            case 'partially_paid':
            case 'partially_refunded':
            case 'disputed':
                $order->add_order_note("M-Pesa $receipt: {$told['status']}. Please look.");
                return;
        }
    }
}
