"""For pages that hold a WebSocket of FastAPI's, with a token in its URL: it stays, fed by the relay's WEBHOOK_URL."""

import base64
import hashlib
import hmac
import json
import os
import time
from collections import defaultdict

import httpx
import jwt
from fastapi import APIRouter, Request, Response, WebSocket, WebSocketDisconnect

RELAY = os.environ["RELAY_URL"]
LOGIN_SECRET = os.environ["LOGIN_SECRET"]
WEBHOOK_SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))

# What your pages call a status. Put your own in the place of these.
WORDS = {
    "authorized": "HELD",
    "succeeded": "RELEASED",
    "refunded": "REFUNDED",
    "partially_refunded": "REFUNDED",
    "disputed": "DISPUTED",
    "failed": "FAILED",
    "canceled": "CANCELLED",
    "expired": "CANCELLED",
}

router = APIRouter()
followers: dict[str, set[WebSocket]] = defaultdict(set)


def word(status: str) -> str:
    return WORDS.get(status, "INITIATED")


def frames_of(order: dict, previous: dict | None) -> list[dict]:
    """What your pages call what happened. `previous` is None the first time."""
    about = {"escrow_id": order["id"]}
    status = word(order["status"])
    frames = [
        {"type": "escrow_update", **about, "data": {"status": status, "amount": order["amount"]}},
        {"type": "payment_status", **about, "data": {"status": order["status"]}},
    ]
    old = previous and word(previous["status"])
    if old and old != status:
        frames.append({"type": "status_change", **about, "old_status": old, "new_status": status})
    return frames


async def may_see(token: str, order: str) -> bool:
    """The relay knows: with TOKEN_AUDIENCE and TOKEN_CLAIM_CUSTOMER it takes your login's JWT as it is."""
    async with httpx.AsyncClient() as client:
        headers = {"Authorization": f"Bearer {token}"}
        return (await client.get(f"{RELAY}/orders/{order}", headers=headers)).status_code == 200


@router.websocket("/api/v1/ws")
async def socket(page: WebSocket, token: str = ""):
    await page.accept()
    try:
        user = jwt.decode(token, LOGIN_SECRET, ["HS256"], audience="my-app")["sub"]
    except jwt.InvalidTokenError:
        return await page.close(1008)
    await page.send_json({"type": "connected", "user_id": user})
    mine = set()
    try:
        while True:
            frame = await page.receive_json()
            kind, order = frame.get("type"), frame.get("escrow_id")
            if kind == "ping":
                await page.send_json({"type": "pong"})
            elif kind == "subscribe" and await may_see(token, order):
                followers[order].add(page)
                mine.add(order)
                await page.send_json({"type": "subscribed", "escrow_id": order})
            elif kind == "subscribe":
                await page.send_json({"type": "error", "message": f"not yours: {order}"})
            elif kind == "unsubscribe":
                followers[order].discard(page)
                await page.send_json({"type": "unsubscribed", "escrow_id": order})
    except WebSocketDisconnect:
        pass
    finally:
        for order in mine:
            followers[order].discard(page)


@router.post("/webhooks/payment-status", status_code=204)
async def webhook(request: Request):
    body = await request.body()
    if not is_ours(request.headers, body):
        return Response(status_code=401)
    told = json.loads(body)
    for frame in frames_of(told["data"], told["previous"]):
        for page in list(followers[told["data"]["id"]]):
            try:
                await page.send_json(frame)
            except RuntimeError:  # It has just gone.
                followers[told["data"]["id"]].discard(page)
    return Response(status_code=204)


def is_ours(headers, body: bytes) -> bool:
    """A Standard Webhook, no older than five minutes."""
    name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdigit() or abs(time.time() - int(at)) > 300:
        return False
    digest = hmac.new(WEBHOOK_SECRET, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(digest).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(expected, each) for each in given)
