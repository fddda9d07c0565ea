"""An escrow between a buyer and a seller: paid, held, confirmed by both and released; or disputed, and sent back."""

import logging
import os
from decimal import Decimal
from pathlib import Path
from typing import Literal

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field

import escrows
import relay
from escrows import Escrow
from login import sign_in, signed_in, staff
from standard_webhooks import NotVerified, verified

CURRENCY = "EUR"

app = FastAPI()
here = Path(__file__).parent
log = logging.getLogger("uvicorn.error")


class Login(BaseModel):
    email: str
    password: str


class NewEscrow(BaseModel):
    seller: str
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    description: str = Field(max_length=200)


class Decision(BaseModel):
    outcome: Literal["released", "refunded"]


@app.post("/login")
def login(asked: Login) -> dict:
    return {"token": sign_in(asked.email, asked.password)}


@app.post("/payment-token")
def payment_token(user: str = Depends(signed_in)) -> dict:
    """For the page: it opens the escrows of whoever is signed in, and no others."""
    return {"token": relay.token(user)}


@app.get("/escrows")
def mine(user: str = Depends(signed_in)) -> list:
    return [{**vars(each), "role": role(each, user)} for each in escrows.of(user)]


@app.post("/escrows", status_code=201)
def begin(asked: NewEscrow, user: str = Depends(signed_in)) -> dict:
    """Both hear of it at once. Here your provider is asked for the payment, with the escrow's id in its metadata."""
    escrow = escrows.begin(user, asked.seller, f"{asked.amount:.2f}", asked.description)
    relay.ask(
        "PUT",
        f"/orders/{escrow.id}",
        {
            "flow": "escrow",
            "amount": escrow.amount,
            "currency": CURRENCY,
            "merchant": "Kikoy House",
            "description": escrow.description,
            "customers": [escrow.buyer, escrow.seller],
        },
    )
    return {"id": escrow.id}


@app.post("/escrows/{escrow_id}/confirm")
def confirm(escrow_id: str, user: str = Depends(signed_in)) -> dict:
    """A party is content. With the second one, the money is released: here you pay the seller."""
    escrow = escrows.confirm(theirs(escrow_id, user), user)
    confirmations = {"count": escrow.confirmations, "required": 2}
    if escrow.decision == "released":
        tell(escrow, {"status": "succeeded", "confirmations": confirmations})
    elif escrow.decision == "" and escrow.status == "authorized":
        tell(escrow, {"status": "authorized", "confirmations": confirmations})
    else:
        raise HTTPException(409, "The money is not held.")
    return confirmations


@app.post("/escrows/{escrow_id}/dispute", status_code=204, response_class=Response)
def dispute(escrow_id: str, user: str = Depends(signed_in)) -> None:
    escrow = escrows.dispute(theirs(escrow_id, user).id)
    if escrow.decision != "disputed":
        raise HTTPException(409, "The money is not held.")
    tell(escrow, {"status": "disputed"})


@app.post(
    "/escrows/{escrow_id}/decision",
    status_code=204,
    response_class=Response,
    dependencies=[Depends(staff)],
)
def decide(escrow_id: str, asked: Decision) -> None:
    """Staff end a dispute. Your provider is asked here to send back what is sent back."""
    if not escrows.find(escrow_id):
        raise HTTPException(404, "There is no such escrow.")
    escrow = escrows.decide(escrow_id, asked.outcome)
    if escrow.decision != asked.outcome:
        raise HTTPException(409, "There is no dispute.")
    status = "succeeded" if asked.outcome == "released" else "refunded"
    tell(escrow, {"status": status, "final": True})


@app.post("/hooks/payment-status", status_code=204, response_class=Response)
async def hear(request: Request) -> None:
    """The relay tells how an escrow stands, until it is answered."""
    body = await request.body()
    try:
        told = verified(os.environ["WEBHOOK_SECRET"], request.headers, body)
    except NotVerified as error:
        raise HTTPException(401) from error
    escrows.hear(told["data"]["id"], told["data"]["status"])


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return (here / "page.html").read_text().replace("{{relay}}", relay.URL)


@app.get("/page.js")
def script() -> FileResponse:
    return FileResponse(here / "page.js", media_type="text/javascript")


@app.exception_handler(relay.RelayError)
def unreachable(_request: Request, error: relay.RelayError) -> JSONResponse:
    log.error("%s", error)
    return JSONResponse({"detail": "That did not work. Please try again."}, 502)


def tell(escrow: Escrow, update: dict) -> None:
    """Tells the relay what was decided, and when: of two words, the one that comes late changes nothing."""
    relay.ask("POST", f"/orders/{escrow.id}/updates", {**update, "occurredAt": escrow.decided_at})


def theirs(escrow_id: str, user: str) -> Escrow:
    """The escrow, in which the user takes part."""
    escrow = escrows.find(escrow_id, user)
    if not escrow:
        raise HTTPException(404, "There is no such escrow.")
    if escrow.status != "authorized" and escrow.decision == "":
        # Their page may hear that it is paid before we do.
        escrows.hear(escrow.id, relay.ask("GET", f"/orders/{escrow.id}")["status"])
    return escrow


def role(escrow: Escrow, user: str) -> str:
    return "buyer" if user == escrow.buyer else "seller"
