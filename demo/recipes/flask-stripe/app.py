"""A shop that is paid through Stripe, and a page that tells at once what became of it."""

import logging
import os
import secrets
import sqlite3

from flask import Flask, abort, g, jsonify, render_template, request, session

import relay
from standard_webhooks import NotVerified, verified
from stripe_api import create_payment_intent

app = Flask(__name__)
app.secret_key = os.environ["SESSION_SECRET"]
app.config.update(
    SESSION_COOKIE_SAMESITE="Lax",
    SESSION_COOKIE_SECURE=os.environ.get("SHOP_URL", "").startswith("https:"),
)
log = logging.getLogger("shop")

DONE = ("succeeded", "partially_refunded", "refunded", "disputed")

# Your cart: in minor units.
CART = {"amount": 5000, "currency": "EUR", "description": "2 × towel"}


@app.get("/")
def checkout():
    return render_template(
        "checkout.html", cart=CART, publishable_key=os.environ["STRIPE_PUBLISHABLE_KEY"]
    )


@app.post("/pay")
def pay():
    """The order, and what Stripe's own form needs to have it paid. Pressed twice, it is the same order."""
    order = session.get("order") or new_order()
    known = register(order)
    if known["status"] in DONE:
        # That was the last cart. This one is another order.
        order = new_order()
        known = register(order)
    if known["status"] != "pending" and not known["safeToRetry"]:
        # It may still be paid: its page shows how it stands, and nobody is asked twice.
        return jsonify(order=order)
    client_secret = create_payment_intent(order, CART["amount"], CART["currency"])
    return jsonify(order=order, clientSecret=client_secret)


def register(order: str) -> dict:
    """Tells the relay what the order asks; how it stands."""
    return relay.ask("PUT", f"/orders/{order}", {**CART, "merchant": "Kikoy House"})["order"]


@app.get("/orders/<order>")
def order_page(order: str):
    """Where Stripe leads the shopper back to. What its address says of the payment is not believed."""
    if order not in session.get("orders", ()):
        abort(404)
    return render_template("order.html", order=order, relay=relay.URL)


@app.post("/payment-token")
def payment_token():
    """Asked by the element: for orders of whoever is here, and no others."""
    order = request.get_json().get("order")
    if order not in session.get("orders", ()):
        abort(403)
    return jsonify(token=relay.ask("POST", "/tokens", {"orders": [order]})["token"])


@app.post("/hooks/payment-status")
def hear():
    """The relay tells how an order stands, until it is answered."""
    try:
        told = verified(os.environ["WEBHOOK_SECRET"], request.headers, request.get_data())["data"]
    except NotVerified:
        abort(401)
    with database() as db:
        db.execute("UPDATE orders SET status = ? WHERE id = ?", (told["status"], told["id"]))
        # Test money, where it counts, is no money.
        if told["status"] == "succeeded" and not told["test"]:
            # Told again, it is not shipped again.
            paid = db.execute(
                "UPDATE orders SET shipped = 1 WHERE id = ? AND shipped = 0", (told["id"],)
            )
            if paid.rowcount == 1:
                log.warning("ship %s", told["id"])
    return "", 204


@app.errorhandler(relay.RelayError)
@app.errorhandler(OSError)
def unreachable(error):
    """Nothing was taken: the intent is not confirmed before the page has it."""
    log.error("%s", error)
    return jsonify(error="That did not work. Please try again."), 502


def new_order() -> str:
    """Its id opens nothing, and cannot be guessed either."""
    order = f"ORD-{secrets.token_hex(8)}"
    with database() as db:
        db.execute("INSERT INTO orders (id, status) VALUES (?, 'pending')", (order,))
    session["order"] = order
    session["orders"] = [*session.get("orders", ()), order]
    return order


def database() -> sqlite3.Connection:
    if "db" not in g:
        g.db = sqlite3.connect(os.environ.get("SHOP_DB", "shop.db"))
        g.db.execute(
            "CREATE TABLE IF NOT EXISTS orders"
            " (id TEXT PRIMARY KEY, status TEXT NOT NULL, shipped INTEGER NOT NULL DEFAULT 0)"
        )
    return g.db


@app.teardown_appcontext
def close(_error):
    if "db" in g:
        g.pop("db").close()
