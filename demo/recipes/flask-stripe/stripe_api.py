"""Stripe, as far as this shop needs it: a payment intent.

https://docs.stripe.com/api/payment_intents/create
"""

import json
import os
import urllib.parse
import urllib.request

URL = os.environ.get("STRIPE_URL", "https://api.stripe.com")
SECRET_KEY = os.environ["STRIPE_SECRET_KEY"]
VERSION = "2025-04-30.basil"

# In seconds.
PATIENCE = 20


def create_payment_intent(order: str, amount: int, currency: str) -> str:
    """Its client secret, for the page. `amount` in minor units.

    The order's id goes with it, so that the relay knows whose the payment is. However often it is asked for, an
    order has one intent.
    """
    fields = {
        "amount": amount,
        "currency": currency.lower(),
        "automatic_payment_methods[enabled]": "true",
        "metadata[order_id]": order,
    }
    request = urllib.request.Request(
        f"{URL}/v1/payment_intents",
        data=urllib.parse.urlencode(fields).encode(),
        headers={
            "Authorization": f"Bearer {SECRET_KEY}",
            "Stripe-Version": VERSION,
            "Idempotency-Key": f"intent-{order}",
        },
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return json.load(response)["client_secret"]
