# SPDX-License-Identifier: Apache-2.0
"""Portline's accounts and the proofs of login: passwords, JSON Web Tokens (HS256), the partner key.

Flaws on purpose: the password follows from the account id, the signing secret stands in the
source, a token lives for half a day and names no role.
"""

import base64
import binascii
import hashlib
import hmac
import json
from typing import NamedTuple

TOKEN_SECRET = b"portline-example-signing-secret"
TOKEN_LIFE_S = 12 * 3600
PARTNER_API_KEY = "plk-example-4f1d77c20b9e6a83"

STAFF_TENANT = "portline"
STAFF_ACCOUNTS = ("u-900001", "u-900002", "u-900003")
AGENT_ACCOUNT, EXPORT_ACCOUNT = STAFF_ACCOUNTS[:2]


class Caller(NamedTuple):
    """Who asks: an account with its tenant, and the customer row it belongs to (None for staff)."""
    account: str
    tenant: str
    row: int | None


PARTNER = Caller("partner", STAFF_TENANT, None)


def password_of(account):
    """Return the password of an account."""
    return f"anchor-{account[2:]}"


def _encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(text):
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def _json_part(value):
    return _encode(json.dumps(value, separators=(",", ":")).encode())


def _signature(signed):
    return _encode(hmac.new(TOKEN_SECRET, signed, hashlib.sha256).digest())


TOKEN_HEAD = _json_part({"alg": "HS256", "typ": "JWT"})


def make_token(account, tenant, now_s):
    """Return a token for that account, valid from now_s (seconds since 1970)."""
    claims = {"sub": account, "tenant": tenant, "iat": int(now_s), "exp": int(now_s) + TOKEN_LIFE_S}
    signed = TOKEN_HEAD + b"." + _json_part(claims)
    return (signed + b"." + _signature(signed)).decode()


def read_token(token, now_s):
    """Return the claims of a token that this server signed and that is still valid, else None."""
    head, _, rest = token.encode("utf-8", "replace").partition(b".")
    payload, _, signature = rest.partition(b".")
    if head != TOKEN_HEAD or not hmac.compare_digest(_signature(head + b"." + payload), signature):
        return None
    try:
        claims = json.loads(_decode(payload))
    except (ValueError, binascii.Error):
        return None
    return claims if claims["exp"] > now_s else None


def is_partner_key(key):
    """Tell whether an X-Api-Key header holds the partner's key."""
    return hmac.compare_digest(key.encode("utf-8", "replace"), PARTNER_API_KEY.encode())
