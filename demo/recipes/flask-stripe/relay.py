"""The relay, as the shop's server talks to it. Needs nothing but Python."""

import json
import os
import time
import urllib.error
import urllib.request
import uuid

URL = os.environ["RELAY_URL"].rstrip("/")
API_KEY = os.environ["RELAY_API_KEY"]

# How long one try may take, and the pauses between them. In seconds.
PATIENCE = 5
PAUSES = (0.2, 1)


class RelayError(Exception):
    """It refused, or did not answer."""


def ask(method: str, path: str, body: dict) -> dict:
    """Asks the relay, and answers what it said.

    Where no answer came, it is asked again under the same key: what it has done already is not done twice.
    """
    request = urllib.request.Request(
        URL + path,
        method=method,
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {API_KEY}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        },
    )
    for pause in (*PAUSES, None):
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise RelayError(f"{method} {path}: {error.code} {error.read().decode()}") from error
        except OSError:
            pass
        if pause is not None:
            time.sleep(pause)
    raise RelayError(f"{method} {path}: no answer")
