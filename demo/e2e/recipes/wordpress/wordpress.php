<?php
/**
 * Of WordPress and WooCommerce, what the recipe's plugin calls, with the signatures and the behaviour that their
 * references document. What a site keeps in its database is kept in a file.
 *
 * @see https://developer.wordpress.org/reference/
 * @see https://woocommerce.github.io/code-reference/
 */

declare(strict_types=1);

const ABSPATH = __DIR__ . '/';

// Hooks.

$hooks = [];

function add_action(string $hook, callable $callback, int $priority = 10, int $accepted_args = 1): bool
{
    return add_filter($hook, $callback, $priority, $accepted_args);
}

function add_filter(string $hook, callable $callback, int $priority = 10, int $accepted_args = 1): bool
{
    global $hooks;
    $hooks[$hook][$priority][] = [$callback, $accepted_args];
    ksort($hooks[$hook]);
    return true;
}

function do_action(string $hook, mixed ...$args): void
{
    apply_filters($hook, ...($args ?: ['']));
}

function apply_filters(string $hook, mixed $value, mixed ...$args): mixed
{
    global $hooks;
    foreach ($hooks[$hook] ?? [] as $callbacks) {
        foreach ($callbacks as [$callback, $accepted]) {
            $said = $callback(...array_slice([$value, ...$args], 0, $accepted));
            $value = $said ?? $value;
        }
    }
    return $value;
}

// What is kept.

function kept(string $name, mixed $value = null): mixed
{
    $file = getenv('KEPT');
    $all = is_file($file) ? unserialize(file_get_contents($file)) : [];
    if (func_num_args() === 2) {
        file_put_contents($file, serialize([...$all, $name => $value]));
    }
    return func_num_args() === 2 ? $value : $all[$name] ?? null;
}

function get_transient(string $transient): mixed
{
    [$value, $until] = kept("transient $transient") ?? [false, 0];
    return time() < $until ? $value : false;
}

function set_transient(string $transient, mixed $value, int $expiration = 0): bool
{
    kept("transient $transient", [$value, $expiration ? time() + $expiration : PHP_INT_MAX]);
    return true;
}

// HTTP.

class WP_Error
{
    public function __construct(private string $code = '', private string $message = '')
    {
    }

    public function get_error_message(): string
    {
        return $this->message;
    }
}

function is_wp_error(mixed $thing): bool
{
    return $thing instanceof WP_Error;
}

function wp_remote_request(string $url, array $args = []): array|WP_Error
{
    $headers = array_map(fn ($name, $value) => "$name: $value", array_keys($args['headers']), $args['headers']);
    $context = stream_context_create(['http' => [
        'method' => $args['method'],
        'header' => $headers,
        'content' => $args['body'] ?? '',
        'timeout' => $args['timeout'],
        'ignore_errors' => true,
    ]]);
    $body = @file_get_contents($url, false, $context);
    if ($body === false || !isset($http_response_header)) {
        return new WP_Error('http_request_failed', 'No answer.');
    }
    return ['body' => $body, 'response' => ['code' => (int) explode(' ', $http_response_header[0])[1]]];
}

function wp_remote_retrieve_response_code(array|WP_Error $response): int|string
{
    return is_wp_error($response) ? '' : $response['response']['code'];
}

function wp_remote_retrieve_body(array|WP_Error $response): string
{
    return is_wp_error($response) ? '' : $response['body'];
}

// The REST API.

$routes = [];

function register_rest_route(string $route_namespace, string $route, array $args = [], bool $override = false): bool
{
    global $routes;
    $routes["/wp-json/$route_namespace$route"] = $args;
    return true;
}

class WP_REST_Request
{
    public function get_body(): string
    {
        return file_get_contents('php://input');
    }

    public function get_header(string $key): ?string
    {
        return $_SERVER['HTTP_' . strtoupper(str_replace('-', '_', $key))] ?? null;
    }
}

class WP_REST_Response
{
    public function __construct(public mixed $data = null, public int $status = 200)
    {
    }
}

// Words, and pages.

function __(string $text, string $domain = 'default'): string
{
    return $text;
}

function esc_html(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES);
}

function esc_attr(string $text): string
{
    return esc_html($text);
}

function esc_url(string $url): string
{
    return str_replace('&', '&#038;', $url);
}

function esc_html__(string $text, string $domain = 'default'): string
{
    return esc_html($text);
}

function get_bloginfo(string $show = '', string $filter = 'raw'): string
{
    return 'Kikoy House';
}

function wp_json_encode(mixed $value, int $flags = 0, int $depth = 512): string|false
{
    return json_encode($value, $flags, $depth);
}

function wp_generate_uuid4(): string
{
    return vsprintf('%s%s-%s-4%s-a%s-%s%s%s', str_split(bin2hex(random_bytes(16)), 4));
}

$modules = [];

function wp_enqueue_script_module(string $id, string $src = '', array $deps = [], string|false|null $version = false): void
{
    global $modules;
    $modules[$id] = $src . ($version === null ? '' : '?ver=' . ($version === false ? '6.8' : $version));
}

/** The theme's end. */
function wp_footer(): void
{
    global $modules;
    foreach ($modules as $id => $src) {
        printf('<script type="module" src="%s" id="%s-js-module"></script>', esc_url($src), esc_attr($id));
    }
}

// WooCommerce.

$notices = [];

function wc_add_notice(string $message, string $notice_type = 'success', array $data = []): void
{
    global $notices;
    $notices[] = $message;
}

function get_woocommerce_currency(): string
{
    return getenv('CURRENCY') ?: 'KES';
}

function wc_get_logger(): object
{
    return new class {
        public function error(string $message, array $context = []): void
        {
            error_log($message);
        }
    };
}

function WC(): object
{
    $cart = new class {
        public function empty_cart(): void
        {
            kept('carts emptied', (kept('carts emptied') ?? 0) + 1);
        }
    };
    return (object) ['cart' => $cart];
}

function as_schedule_single_action(int $timestamp, string $hook, array $args = [], string $group = ''): int
{
    kept('scheduled', [...(kept('scheduled') ?? []), [$hook, $args]]);
    return 1;
}

abstract class WC_Payment_Gateway
{
    public $id;
    public $title;
    public $method_title;
    public $method_description;
    public $has_fields;
    public $form_fields = [];
    public $settings = [];

    public function init_settings()
    {
        $this->settings = array_map(fn (array $field) => $field['default'], $this->form_fields);
    }

    public function get_option($key, $empty_value = null)
    {
        return $this->settings[$key] ?? $empty_value;
    }

    public function is_available()
    {
        return $this->get_option('enabled') === 'yes';
    }

    public function process_admin_options()
    {
    }

    public function get_return_url($order = null)
    {
        return "/checkout/order-received/{$order->get_id()}/?key={$order->get_order_key()}";
    }

    abstract public function process_payment($order_id);
}

function wc_get_order(mixed $order = false): WC_Order|false
{
    if ($order instanceof WC_Order) {
        return $order;
    }
    $data = kept("order $order");
    return $data ? new WC_Order($data) : false;
}

class WC_Order
{
    private const PAID = ['processing', 'completed'];

    public function __construct(public array $data)
    {
    }

    public function get_id()
    {
        return $this->data['id'];
    }

    public function get_order_key()
    {
        return $this->data['key'];
    }

    public function get_order_number()
    {
        return (string) $this->data['id'];
    }

    public function get_total()
    {
        return $this->data['total'];
    }

    public function get_total_refunded()
    {
        return $this->data['refunded'];
    }

    public function get_currency()
    {
        return $this->data['currency'];
    }

    public function get_billing_phone()
    {
        return $this->data['phone'];
    }

    public function get_payment_method()
    {
        return $this->data['method'];
    }

    public function get_transaction_id()
    {
        return $this->data['transaction'];
    }

    public function get_checkout_payment_url()
    {
        return "/checkout/order-pay/{$this->get_id()}/?pay_for_order=true&key={$this->get_order_key()}";
    }

    public function has_status($status)
    {
        return in_array($this->data['status'], (array) $status, true);
    }

    public function is_paid()
    {
        return $this->has_status(self::PAID);
    }

    public function get_meta($key)
    {
        return $this->data['meta'][$key] ?? '';
    }

    public function update_meta_data($key, $value)
    {
        $this->data['meta'][$key] = $value;
    }

    public function delete_meta_data($key)
    {
        unset($this->data['meta'][$key]);
    }

    public function save()
    {
        kept("order {$this->get_id()}", $this->data);
        return $this->get_id();
    }

    public function add_order_note($note)
    {
        $this->data['notes'][] = $note;
        $this->save();
    }

    public function update_status($new_status, $note = '')
    {
        $has_changed = !$this->has_status($new_status);
        $this->data['status'] = $new_status;
        $this->add_order_note($note);
        if ($has_changed) {
            do_action("woocommerce_order_status_$new_status", $this->get_id(), $this);
        }
        return true;
    }

    public function payment_complete($transaction_id = '')
    {
        if (!$this->has_status(['on-hold', 'pending', 'failed', 'cancelled'])) {
            return true;
        }
        $this->data['transaction'] = $transaction_id ?: $this->data['transaction'];
        $this->data['completions']++;
        $this->update_status('processing');
        do_action('woocommerce_payment_complete', $this->get_id(), $transaction_id);
        return true;
    }
}
