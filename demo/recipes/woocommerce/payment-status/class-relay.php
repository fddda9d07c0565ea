<?php

declare(strict_types=1);

namespace PaymentStatus;

use RuntimeException;
use WC_Order;

/** The relay, as the shop's server talks to it. Where it is, and the key, stand in wp-config.php. */
final class Relay
{
    /** How long one try may take, in seconds: a shopper waits meanwhile. */
    private const PATIENCE = 5;

    private const TRIES = 2;

    /** Currencies of other than two decimals. ISO 4217's, whatever the shop shows. */
    private const DECIMALS = [
        'BIF' => 0, 'CLP' => 0, 'DJF' => 0, 'GNF' => 0, 'ISK' => 0, 'JPY' => 0, 'KMF' => 0, 'KRW' => 0,
        'PYG' => 0, 'RWF' => 0, 'UGX' => 0, 'VND' => 0, 'VUV' => 0, 'XAF' => 0, 'XOF' => 0, 'XPF' => 0,
        'BHD' => 3, 'IQD' => 3, 'JOD' => 3, 'KWD' => 3, 'LYD' => 3, 'OMR' => 3, 'TND' => 3,
    ];

    /** Where it is, without a slash at the end. */
    public static function url(): string
    {
        return rtrim(PAYMENT_STATUS_RELAY, '/');
    }

    /**
     * Registers an order, however often: the relay then knows what it asks.
     *
     * @param ?string $amount In major units, as text; what the order costs where nothing else is said.
     * @return array{order: array, token: string, callbackUrls: array<string, string>}
     */
    public static function register(WC_Order $order, ?string $amount = null): array
    {
        return self::ask('PUT', "/orders/{$order->get_id()}", [
            'amount' => $amount ?? self::amount((float) $order->get_total(), $order->get_currency()),
            'currency' => $order->get_currency(),
            'merchant' => get_bloginfo('name'),
            'number' => $order->get_order_number(),
        ]);
    }

    /** Tells it what the shop knows of a payment. */
    public static function tell(WC_Order $order, array $update): void
    {
        self::ask('POST', "/orders/{$order->get_id()}/updates", $update);
    }

    /** As text in major units, with exactly the currency's decimals: nothing is multiplied. */
    public static function amount(float $amount, string $currency): string
    {
        return number_format($amount, self::DECIMALS[$currency] ?? 2, '.', '');
    }

    /** Asks once more where no answer came, under the same key: what was done already is not done twice. */
    private static function ask(string $method, string $path, array $body): array
    {
        $key = wp_generate_uuid4();
        for ($try = 1; ; $try++) {
            $answer = wp_remote_request(self::url() . $path, [
                'method' => $method,
                'timeout' => self::PATIENCE,
                'redirection' => 0,
                'headers' => [
                    'Authorization' => 'Bearer ' . PAYMENT_STATUS_API_KEY,
                    'Content-Type' => 'application/json',
                    'Idempotency-Key' => $key,
                ],
                'body' => wp_json_encode($body),
            ]);
            $code = (int) wp_remote_retrieve_response_code($answer);
            if (!is_wp_error($answer) && $code < 500) {
                break;
            }
            if ($try === self::TRIES) {
                throw new RuntimeException("The relay does not answer $method $path.");
            }
        }
        $said = json_decode(wp_remote_retrieve_body($answer), true);
        if ($code >= 300 || !is_array($said)) {
            throw new RuntimeException("The relay refused $method $path: $code " . ($said['detail'] ?? ''));
        }
        return $said;
    }
}
