<?php

declare(strict_types=1);

namespace PaymentStatus;

use Throwable;
use WC_Order;

/** The element on the thank-you page, which WooCommerce shows to whoever has the order's key, and to nobody else. */
final class Element
{
    /** @param ?string $amount What is asked, in major units, where it is not what the order costs. */
    public static function show(WC_Order $order, ?string $amount = null): void
    {
        try {
            $token = Relay::register($order, $amount)['token'];
        } catch (Throwable $error) {
            wc_get_logger()->error($error->getMessage(), ['source' => 'payment-status']);
            echo '<p>' . esc_html__('We have your order, and will write to you about the payment.', 'payment-status') . '</p>';
            return;
        }
        // Without a version of WordPress' own in its address: the relay's script is never an old one.
        wp_enqueue_script_module('payment-status', Relay::url() . '/payment-status.js', [], null);
        printf(
            '<payment-status order="%s" token="%s" retry-url="%s">%s</payment-status>',
            esc_attr((string) $order->get_id()),
            esc_attr($token),
            esc_url($order->get_checkout_payment_url()),
            esc_html__('We are checking your payment…', 'payment-status')
        );
    }
}
