"""What the relay tells, verified.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping

# How far the relay's clock and ours may be apart. In seconds.
TOLERANCE = 300


class NotVerified(Exception):
    """It is not from the relay, or is an old copy."""


def verified(secret: str, headers: Mapping[str, str], body: bytes) -> dict:
    """What it says. `body`: the bytes as they came; `secret`: `whsec_…`."""
    at = headers.get("webhook-timestamp", "")
    if not at.isascii() or not at.isdigit() or abs(time.time() - int(at)) > TOLERANCE:
        raise NotVerified
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers.get('webhook-id', '')}.{at}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    signatures = headers.get("webhook-signature", "").encode().split(b" ")
    if not any([hmac.compare_digest(expected, signature) for signature in signatures]):
        raise NotVerified
    return json.loads(body)
