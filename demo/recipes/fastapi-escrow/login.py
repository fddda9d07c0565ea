"""Your login, as it is: whoever signs in gets a JWT, and shows it with each request."""

import hmac
import os
import time

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

AUDIENCE = "escrow"
TTL = 3600

# Your database, which keeps hashes in their place.
USERS = {
    "buyer@example.com": ("1", "correct horse"),
    "seller@example.com": ("2", "battery staple"),
    "other@example.com": ("3", "something else"),
}


def sign_in(email: str, password: str) -> str:
    user, expected = USERS.get(email, ("", ""))
    if not user or not hmac.compare_digest(password.encode(), expected.encode()):
        raise HTTPException(401, "This is not the password.")
    claims = {"aud": AUDIENCE, "sub": user, "exp": int(time.time()) + TTL}
    return jwt.encode(claims, os.environ["LOGIN_SECRET"], algorithm="HS256")


def signed_in(shown: HTTPAuthorizationCredentials = Depends(HTTPBearer(auto_error=False))) -> str:
    """Who sends the request."""
    try:
        claims = jwt.decode(
            shown.credentials if shown else "",
            os.environ["LOGIN_SECRET"],
            algorithms=["HS256"],
            audience=AUDIENCE,
            options={"require": ["exp", "sub"]},
        )
    except jwt.InvalidTokenError as error:
        raise HTTPException(401, "Please sign in.") from error
    return claims["sub"]


def staff(shown: HTTPAuthorizationCredentials = Depends(HTTPBearer(auto_error=False))) -> None:
    key = shown.credentials if shown else ""
    if not hmac.compare_digest(key.encode(), os.environ["STAFF_KEY"].encode()):
        raise HTTPException(401, "For staff.")
