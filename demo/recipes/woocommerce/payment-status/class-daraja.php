<?php

declare(strict_types=1);

namespace PaymentStatus;

use DateTimeImmutable;
use DateTimeZone;
use DomainException;
use RuntimeException;

/**
 * M-Pesa Express: a prompt on the shopper's phone (STK push).
 *
 * @see https://developer.safaricom.co.ke/APIs/MpesaExpressSimulate
 */
final class Daraja
{
    private const PATIENCE = 20;

    private const TOKEN = 'payment_status_daraja_token';

    /** As Daraja wants it, `254712345678`; null where it is no number of a Kenyan mobile. */
    public static function phone(string $typed): ?string
    {
        $plain = preg_replace('/[\s()-]/', '', $typed);
        return preg_match('/^(?:\+?254|0)?([17]\d{8})$/', $plain, $found) ? "254$found[1]" : null;
    }

    /**
     * Sends the prompt; its id. Throws a DomainException where Daraja said no: after anything else that is thrown, there
     * may be a prompt all the same.
     */
    public static function prompt(string $phone, int $shillings, string $callback_url, string $reference): string
    {
        $time = (new DateTimeImmutable('now', new DateTimeZone('Africa/Nairobi')))->format('YmdHis');
        $answer = self::ask('POST', '/mpesa/stkpush/v1/processrequest', 'Bearer ' . self::access_token(), [
            'BusinessShortCode' => PAYMENT_STATUS_DARAJA_SHORTCODE,
            'Password' => base64_encode(PAYMENT_STATUS_DARAJA_SHORTCODE . PAYMENT_STATUS_DARAJA_PASSKEY . $time),
            'Timestamp' => $time,
            // Of a Till it is CustomerBuyGoodsOnline, and PartyB the till's number.
            'TransactionType' => 'CustomerPayBillOnline',
            'Amount' => $shillings,
            'PartyA' => $phone,
            'PartyB' => PAYMENT_STATUS_DARAJA_SHORTCODE,
            'PhoneNumber' => $phone,
            'CallBackURL' => $callback_url,
            // What the phone shows. Longer ones are refused.
            'AccountReference' => substr($reference, 0, 12),
            'TransactionDesc' => 'Order',
        ]);
        if (($answer['ResponseCode'] ?? '') !== '0') {
            throw new DomainException('Daraja: ' . ($answer['ResponseDescription'] ?? 'no prompt'));
        }
        return $answer['CheckoutRequestID'];
    }

    /** Good for an hour, and kept until a minute before that is over. */
    private static function access_token(): string
    {
        $kept = get_transient(self::TOKEN);
        if (is_string($kept) && $kept !== '') {
            return $kept;
        }
        $credentials = PAYMENT_STATUS_DARAJA_KEY . ':' . PAYMENT_STATUS_DARAJA_SECRET;
        $answer = self::ask('GET', '/oauth/v1/generate?grant_type=client_credentials', 'Basic ' . base64_encode($credentials));
        set_transient(self::TOKEN, $answer['access_token'], (int) $answer['expires_in'] - 60);
        return $answer['access_token'];
    }

    private static function ask(string $method, string $path, string $authorization, ?array $body = null): array
    {
        $answer = wp_remote_request(rtrim(PAYMENT_STATUS_DARAJA, '/') . $path, [
            'method' => $method,
            'timeout' => self::PATIENCE,
            'redirection' => 0,
            'headers' => ['Authorization' => $authorization, 'Content-Type' => 'application/json'],
            'body' => $body === null ? null : wp_json_encode($body),
        ]);
        if (is_wp_error($answer)) {
            throw new RuntimeException('Daraja: ' . $answer->get_error_message());
        }
        $code = (int) wp_remote_retrieve_response_code($answer);
        $said = json_decode(wp_remote_retrieve_body($answer), true) ?? [];
        if ($code >= 400 && $code < 500) {
            throw new DomainException("Daraja: $code " . ($said['errorMessage'] ?? ''));
        }
        if ($code !== 200) {
            throw new RuntimeException("Daraja: $code");
        }
        return $said;
    }
}
