<?php

declare(strict_types=1);

namespace PaymentStatus;

use DomainException;
use Throwable;
use WC_Order;
use WC_Payment_Gateway;

/** Pay by M-Pesa: a prompt on the phone, and a thank-you page that waits. Daraja tells the relay, and the relay the shop. */
final class Mpesa_Gateway extends WC_Payment_Gateway
{
    public const ID = 'payment_status_mpesa';

    /** How long a prompt lives, in seconds. */
    private const PROMPT = 90;

    /** A prompt that the relay has not heard of yet. */
    private const UNTOLD = '_payment_status_untold';

    public function __construct()
    {
        $this->id = self::ID;
        $this->method_title = 'M-Pesa';
        $this->method_description = 'A prompt on the phone whose number stands in the order.';
        $this->has_fields = false;
        $this->init_form_fields();
        $this->init_settings();
        $this->title = $this->get_option('title');
        add_action("woocommerce_update_options_payment_gateways_{$this->id}", [$this, 'process_admin_options']);
        add_action("woocommerce_thankyou_{$this->id}", [$this, 'thankyou']);
    }

    public function init_form_fields(): void
    {
        $this->form_fields = [
            'enabled' => ['title' => 'Enabled', 'type' => 'checkbox', 'default' => 'yes'],
            'title' => ['title' => 'Title', 'type' => 'text', 'default' => 'M-Pesa'],
        ];
    }

    public function is_available(): bool
    {
        return parent::is_available() && get_woocommerce_currency() === 'KES';
    }

    /** M-Pesa knows no cents. */
    public static function shillings(WC_Order $order): int
    {
        return (int) ceil((float) $order->get_total());
    }

    public function process_payment($order_id): array
    {
        $order = wc_get_order($order_id);
        $phone = Daraja::phone($order->get_billing_phone());
        if ($phone === null) {
            wc_add_notice(__('Please write the number of your M-Pesa phone like 0712 345 678.', 'payment-status'), 'error');
            return ['result' => 'failure'];
        }
        try {
            $this->pay($order, $phone);
        } catch (Throwable $error) {
            wc_get_logger()->error("Order {$order->get_id()}: {$error->getMessage()}", ['source' => 'payment-status']);
            wc_add_notice(__('That did not work. Please try again.', 'payment-status'), 'error');
            return ['result' => 'failure'];
        }
        WC()->cart->empty_cart();
        return ['result' => 'success', 'redirect' => $this->get_return_url($order)];
    }

    public function thankyou($order_id): void
    {
        $order = wc_get_order($order_id);
        Element::show($order, self::asked($order));
    }

    private static function asked(WC_Order $order): string
    {
        return Relay::amount((float) self::shillings($order), 'KES');
    }

    private function pay(WC_Order $order, string $phone): void
    {
        // Of a prompt that was sent while the relay was away.
        $this->tell($order);

        $registered = Relay::register($order, self::asked($order));
        $known = $registered['order'];
        // Paid, or not yet over: the thank-you page shows which, and nobody is asked twice.
        if ($known['status'] !== 'pending' && !$known['safeToRetry']) {
            return;
        }

        $prompt = [
            'status' => 'requires_action',
            'provider' => 'daraja',
            'action' => ['type' => 'approve_on_phone', 'hint' => "0{$phone[3]}•• ••• " . substr($phone, -3)],
            'expiresIn' => self::PROMPT,
            'occurredAt' => gmdate('Y-m-d\TH:i:s\Z'),
        ];
        $address = $registered['callbackUrls']['daraja'];
        try {
            $prompt['payment'] = Daraja::prompt($phone, self::shillings($order), $address, $order->get_order_number());
        } catch (DomainException $refused) {
            throw $refused;
        } catch (Throwable $unclear) {
            // There may be a prompt, of which we do not know the name: the page waits, and offers no second one.
            wc_get_logger()->error("Order {$order->get_id()}: {$unclear->getMessage()}", ['source' => 'payment-status']);
        }
        $order->update_meta_data(self::UNTOLD, $prompt);
        $order->save();
        $this->tell($order);
    }

    /** Tells the relay of a prompt, which stays with the order until the relay has heard of it. */
    private function tell(WC_Order $order): void
    {
        $prompt = $order->get_meta(self::UNTOLD);
        if (!$prompt) {
            return;
        }
        Relay::tell($order, $prompt);
        $order->delete_meta_data(self::UNTOLD);
        $order->save();
    }
}
