"""The escrows that the shop keeps: who takes part, and what they have decided. What was paid, the relay knows."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Optional

# In a statement, the moment at which it writes.
NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

TABLE = """
    CREATE TABLE IF NOT EXISTS escrows (
        id TEXT PRIMARY KEY,
        buyer TEXT NOT NULL,
        seller TEXT NOT NULL,
        amount TEXT NOT NULL,
        description TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'pending',
        buyer_confirmed INTEGER NOT NULL DEFAULT 0,
        seller_confirmed INTEGER NOT NULL DEFAULT 0,
        decision TEXT NOT NULL DEFAULT '',
        decided_at TEXT NOT NULL DEFAULT ''
    )"""


@dataclass
class Escrow:
    id: str
    buyer: str
    seller: str
    # In major units, as text: nothing is rounded.
    amount: str
    description: str
    # The relay's word, as it was told last.
    status: str = "pending"
    buyer_confirmed: bool = False
    seller_confirmed: bool = False
    # Ours: '', 'disputed', 'released' or 'refunded'. And when somebody last decided or confirmed anything.
    decision: str = ""
    decided_at: str = ""

    @property
    def confirmations(self) -> int:
        return int(self.buyer_confirmed) + int(self.seller_confirmed)


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(os.environ.get("SHOP_DB", "shop.db"))
    db.row_factory = sqlite3.Row
    try:
        with db:
            db.execute(TABLE)
            yield db
    finally:
        db.close()


def begin(buyer: str, seller: str, amount: str, description: str) -> Escrow:
    """Its id opens nothing, and cannot be guessed either."""
    escrow = Escrow(f"ESC-{secrets.token_hex(8)}", buyer, seller, amount, description)
    with database() as db:
        db.execute(
            "INSERT INTO escrows (id, buyer, seller, amount, description) VALUES (?, ?, ?, ?, ?)",
            (escrow.id, buyer, seller, amount, description),
        )
    return escrow


def of(party: str) -> list[Escrow]:
    with database() as db:
        rows = db.execute("SELECT * FROM escrows WHERE ? IN (buyer, seller)", (party,))
        return [Escrow(**row) for row in rows]


def find(escrow: str, party: Optional[str] = None) -> Optional[Escrow]:
    """None, too, where `party` takes no part in it."""
    with database() as db:
        row = db.execute("SELECT * FROM escrows WHERE id = ?", (escrow,)).fetchone()
    return Escrow(**row) if row and party in (None, row["buyer"], row["seller"]) else None


def confirm(escrow: Escrow, party: str) -> Escrow:
    """A party is content, where the money is held. Of two at the same moment, the second one releases it."""
    own, other = "buyer_confirmed", "seller_confirmed"
    if party == escrow.seller:
        own, other = other, own
    return change(
        escrow.id,
        f"{own} = 1, decision = iif({other}, 'released', '')",
        "status = 'authorized' AND decision = ''",
    )


def dispute(escrow: str) -> Escrow:
    return change(escrow, "decision = 'disputed'", "status = 'authorized' AND decision = ''")


def decide(escrow: str, decision: str) -> Escrow:
    return change(escrow, f"decision = '{decision}'", "decision = 'disputed'")


def change(escrow: str, what: str, condition: str) -> Escrow:
    """How it stands then, also where the condition does not hold: what was decided first stays."""
    with database() as db:
        db.execute(
            f"UPDATE escrows SET {what}, decided_at = {NOW} WHERE id = ? AND {condition}", (escrow,)
        )
        return Escrow(**db.execute("SELECT * FROM escrows WHERE id = ?", (escrow,)).fetchone())


def hear(escrow: str, status: str) -> None:
    with database() as db:
        db.execute("UPDATE escrows SET status = ? WHERE id = ?", (status, escrow))
