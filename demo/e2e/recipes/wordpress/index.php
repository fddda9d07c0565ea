<?php
/** A WooCommerce site with the recipe's plugin, and beside it another gateway's that has a handler of its own. */

declare(strict_types=1);

foreach (['RELAY', 'API_KEY', 'WEBHOOK_SECRET', 'DARAJA', 'DARAJA_KEY', 'DARAJA_SECRET', 'DARAJA_SHORTCODE', 'DARAJA_PASSKEY', 'BESIDE', 'TELL'] as $name) {
    define("PAYMENT_STATUS_$name", (string) getenv("PAYMENT_STATUS_$name"));
}

require __DIR__ . '/wordpress.php';
require getenv('PLUGIN') . '/payment-status.php';

do_action('plugins_loaded');
do_action('rest_api_init');

/** Another gateway, whose shopper pays at the provider's. */
final class Other_Gateway extends WC_Payment_Gateway
{
    public $id = 'razorpay';

    public function process_payment($order_id): array
    {
        return ['result' => 'success', 'redirect' => $this->get_return_url(wc_get_order($order_id))];
    }

    /** Its handler, which knows nothing of ours. */
    public static function handle(string $body, string $signature): int
    {
        if (!hash_equals(hash_hmac('sha256', $body, getenv('RAZORPAY_SECRET')), $signature)) {
            return 401;
        }
        $event = json_decode($body, true);
        $payment = $event['payload']['payment']['entity'];
        $order = wc_get_order($payment['notes']['order_id']);
        if ($event['event'] === 'payment.captured') {
            $order->payment_complete($payment['id']);
        }
        return 200;
    }
}

$gateways = array_map(
    fn (string $class) => new $class(),
    apply_filters('woocommerce_payment_gateways', [Other_Gateway::class]),
);
$gateways = array_column($gateways, null, 'id');

function answer(int $status, mixed $body = null): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo $status === 204 ? '' : json_encode($body);
}

/** As the checkout does: an order that is made already is paid once more. */
function pay(WC_Order $order): void
{
    global $gateways, $notices;
    $gateway = $gateways[$order->get_payment_method()];
    if ($gateway instanceof Other_Gateway || $gateway->is_available()) {
        answer(200, [...$gateway->process_payment($order->get_id()), 'order' => $order->get_id(), 'notices' => $notices]);
        return;
    }
    answer(400, ['notices' => ['This way to pay is not available.']]);
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$body = json_decode(file_get_contents('php://input'), true);
$order = preg_match('#/(\d+)/?$#', $path, $found) ? wc_get_order($found[1]) : false;

if ($path === '/checkout') {
    $id = kept('orders', (kept('orders') ?? 4710) + 1);
    $order = new WC_Order([
        'id' => $id, 'key' => 'wc_order_' . bin2hex(random_bytes(6)), 'status' => 'pending', 'currency' => get_woocommerce_currency(),
        'transaction' => '', 'refunded' => 0, 'completions' => 0, 'notes' => [], 'meta' => [], ...$body,
    ]);
    $order->save();
    do_action('woocommerce_checkout_order_processed', $id, [], $order);
    pay($order);
} elseif (str_starts_with($path, '/checkout/order-pay/') && $order) {
    pay($order);
} elseif (str_starts_with($path, '/checkout/order-received/') && $order && hash_equals($order->get_order_key(), $_GET['key'] ?? '')) {
    echo '<!doctype html><html lang="en"><title>Order received</title><link rel="icon" href="data:,"><body><h1>Thank you.</h1>';
    do_action("woocommerce_thankyou_{$order->get_payment_method()}", $order->get_id());
    do_action('woocommerce_thankyou', $order->get_id());
    wp_footer();
} elseif (isset($routes[$path]) && $_SERVER['REQUEST_METHOD'] === $routes[$path]['methods']) {
    $request = new WP_REST_Request();
    if (!$routes[$path]['permission_callback']($request)) {
        answer(401, ['code' => 'rest_forbidden']);
    } else {
        $response = $routes[$path]['callback']($request);
        answer($response->status, $response->data);
    }
} elseif ($path === '/wc-api/razorpay') {
    answer(Other_Gateway::handle(file_get_contents('php://input'), $_SERVER['HTTP_X_RAZORPAY_SIGNATURE'] ?? ''));
} elseif (str_starts_with($path, '/admin/refund/') && $order) {
    // By hand, in the shop's own pages.
    $order->data['refunded'] += $body['amount'];
    $order->save();
    do_action('woocommerce_order_refunded', $order->get_id(), 1);
    answer(204);
} elseif (str_starts_with($path, '/admin/orders/') && $order) {
    answer(200, $order->data);
} elseif ($path === '/admin/scheduled') {
    // What the site's own clock does when it is time.
    [$due] = [kept('scheduled') ?? [], kept('scheduled', [])];
    foreach ($due as [$hook, $args]) {
        do_action($hook, ...$args);
    }
    answer(200, count($due));
} else {
    answer(404);
}
