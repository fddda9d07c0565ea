<?php
/**
 * Plugin Name: Payment status
 * Description: Tells shoppers at once what became of their payment: by M-Pesa, or beside another gateway.
 * Version: 1.0.0
 * Requires at least: 6.5
 * Requires PHP: 8.0
 * Requires Plugins: woocommerce
 */

declare(strict_types=1);

namespace PaymentStatus;

use Automattic\WooCommerce\Utilities\FeaturesUtil;

defined('ABSPATH') || exit;

require __DIR__ . '/class-relay.php';
require __DIR__ . '/class-element.php';
require __DIR__ . '/class-webhook.php';
require __DIR__ . '/class-daraja.php';
require __DIR__ . '/class-beside.php';

// WooCommerce's own classes are there from now on.
add_action('plugins_loaded', function (): void {
    if (!class_exists('WC_Payment_Gateway')) {
        return;
    }
    require __DIR__ . '/class-mpesa-gateway.php';
    add_filter('woocommerce_payment_gateways', fn (array $gateways): array => [...$gateways, Mpesa_Gateway::class]);
    Beside::begin();
});

// Orders are read and written by WooCommerce's own methods alone, wherever it keeps them.
add_action('before_woocommerce_init', function (): void {
    if (class_exists(FeaturesUtil::class)) {
        FeaturesUtil::declare_compatibility('custom_order_tables', __FILE__, true);
    }
});

add_action('rest_api_init', [Webhook::class, 'register']);
