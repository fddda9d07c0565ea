<?php

declare(strict_types=1);

namespace PaymentStatus;

use Throwable;
use WC_Order;

/**
 * Beside another gateway's plugin, which keeps its own handler: its orders get the element on their thank-you page.
 *
 * The relay hears of the payment from the provider, and forwards what it heard to the plugin's handler
 * (FORWARD_URL_<PROVIDER>). Or the provider goes on calling the plugin, and with PAYMENT_STATUS_TELL the plugin's word
 * is told to the relay.
 */
final class Beside
{
    /** When to say it again, in seconds, where the relay was away. */
    private const LATER = 60;

    private const TELL = 'payment_status_tell';

    public static function begin(): void
    {
        // The classic checkout has the id, the block checkout the order.
        add_action('woocommerce_checkout_order_processed', [self::class, 'register']);
        add_action('woocommerce_store_api_checkout_order_processed', [self::class, 'register']);
        add_action('woocommerce_thankyou', [self::class, 'thankyou']);
        if (!defined('PAYMENT_STATUS_TELL') || !PAYMENT_STATUS_TELL) {
            return;
        }
        foreach (['woocommerce_payment_complete', 'woocommerce_order_status_failed', 'woocommerce_order_refunded', self::TELL] as $hook) {
            add_action($hook, [self::class, 'tell']);
        }
    }

    /** Before the shopper is sent to the provider: then the relay knows what is asked when it is called. */
    public static function register($order): void
    {
        $order = self::followed($order);
        if (!$order) {
            return;
        }
        try {
            Relay::register($order);
        } catch (Throwable $error) {
            // The shopper can pay all the same: the thank-you page registers it, too.
            wc_get_logger()->error($error->getMessage(), ['source' => 'payment-status']);
        }
    }

    public static function thankyou($order_id): void
    {
        $order = self::followed($order_id);
        if ($order) {
            Element::show($order);
        }
    }

    /** How the order stands by now, whatever the hook was: said twice, or late, it is still true. */
    public static function tell($order_id): void
    {
        $order = self::followed($order_id);
        $update = $order ? self::known($order) : null;
        if (!$update) {
            return;
        }
        try {
            Relay::register($order);
            Relay::tell($order, $update);
        } catch (Throwable $error) {
            wc_get_logger()->error($error->getMessage(), ['source' => 'payment-status']);
            as_schedule_single_action(time() + self::LATER, self::TELL, [(int) $order_id], 'payment-status');
        }
    }

    /** What the other plugin has found out; null: nothing yet. */
    private static function known(WC_Order $order): ?array
    {
        $currency = $order->get_currency();
        $receipt = $order->get_transaction_id();
        $of = $receipt === '' ? [] : ['payment' => $receipt, 'receipt' => $receipt];
        $back = (float) $order->get_total_refunded();
        if ($back > 0) {
            $status = $back < (float) $order->get_total() ? 'partially_refunded' : 'refunded';
            return [...$of, 'status' => $status, 'amount' => Relay::amount($back, $currency)];
        }
        if ($order->is_paid()) {
            return [...$of, 'status' => 'succeeded'];
        }
        return $order->has_status('failed') ? [...$of, 'status' => 'failed'] : null;
    }

    /** The order, where it is paid by one of the gateways that are followed. */
    private static function followed($order): ?WC_Order
    {
        $order = wc_get_order($order);
        $gateways = explode(',', defined('PAYMENT_STATUS_BESIDE') ? PAYMENT_STATUS_BESIDE : '');
        return $order instanceof WC_Order && in_array($order->get_payment_method(), $gateways, true) ? $order : null;
    }
}
