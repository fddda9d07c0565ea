"""The relay, as the shop's server talks to it."""

import os
import time
import uuid
from typing import Optional

import httpx
import jwt

URL = os.environ["RELAY_URL"].rstrip("/")

# The pauses between tries. In seconds.
PAUSES = (0.2, 1)

# How long a page's token is good for: it gets another one before that. In seconds.
TTL = 3600

client = httpx.Client(
    base_url=URL,
    timeout=5,
    headers={"Authorization": f"Bearer {os.environ['RELAY_API_KEY']}"},
)


class RelayError(Exception):
    """It refused, or did not answer."""


def ask(method: str, path: str, body: Optional[dict] = None) -> dict:
    """Asks the relay, and answers what it said.

    Where no answer came, it is asked again under the same key: what it has done already is not done twice.
    """
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    for pause in (*PAUSES, None):
        try:
            answer = client.request(method, path, json=body, headers=headers)
            if answer.is_success:
                return answer.json()
            if answer.status_code < 500:
                raise RelayError(f"{method} {path}: {answer.status_code} {answer.text}")
        except httpx.TransportError:
            pass
        if pause is not None:
            time.sleep(pause)
    raise RelayError(f"{method} {path}: no answer")


def token(customer: str) -> str:
    """For the pages of a customer: it opens their escrows. Signed here, without asking the relay."""
    claims = {"aud": "payment-status", "customer": customer, "exp": int(time.time()) + TTL}
    return jwt.encode(claims, os.environ["RELAY_TOKEN_SECRET"], algorithm="HS256")
