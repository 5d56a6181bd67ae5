# SPDX-License-Identifier: Apache-2.0
"""Portline's endpoints: a request in, an answer out, without sockets.

One table row per endpoint: method, path, function. The flaws are marked FLAW where they happen.
Answers that depend on nothing but the URL and the caller are kept in bounded caches.
"""

import functools
import http
import json
import re
import time
from typing import NamedTuple

import accounts
import fleet
import views
from database import SEARCH_HITS_MAX

BOOKINGS_PER_PAGE = 20
DEBUG_USERS_PER_PAGE = 25
SEARCH_CHARS_MIN = 2
EVENTS_DEFAULT, EVENTS_MAX = 5, 1000
CACHE_ENTRIES, SEARCH_CACHE_ENTRIES = 20_000, 500


class ApiError(Exception):
    """An answer other than 200."""

    def __init__(self, status, detail, headers=()):
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers

    def body(self):
        """Return the JSON error page."""
        return views.error_body(self.status, http.HTTPStatus(self.status).phrase, self.detail)


class Request(NamedTuple):
    """What an endpoint may look at; query holds the first value of each parameter."""
    method: str
    path: str
    query: dict
    headers: object
    session: str
    content: bytes


class Answer(NamedTuple):
    """A 200 answer: a body, or a stream of byte strings with its content type."""
    body: views.Body | None
    headers: tuple = ()
    stream: object = None


def _whole_number(request, name, default, maximum):
    text = request.query.get(name, str(default))
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text) or int(text) > maximum:
        raise ApiError(400, f"parameter '{name}' is a whole number from 1 to {maximum}")
    return int(text)


class Api:
    """The endpoints over one database; safe to call from many threads."""

    def __init__(self, database):
        self._database = database
        self._routes = self._make_routes()
        cached = functools.lru_cache(maxsize=CACHE_ENTRIES)
        self._caller_of_token = cached(self._read_caller)
        for name in ("_customer_body", "_bookings_body", "_debug_body", "_export_body",
                     "_account_bodies"):
            setattr(self, name, cached(getattr(self, name)))
        self._contacts_body = functools.lru_cache(SEARCH_CACHE_ENTRIES)(self._contacts_body)
        self._vessels = views.json_body({"vessels": fleet.VESSELS})
        self._ports = views.json_body({"ports": fleet.PORTS})
        self._health = views.json_body({"name": "portline-api", "status": "ok",
                                        "version": "2.4.1"})

    def _make_routes(self):
        table = (
            ("POST", r"/login", self._login),
            ("GET", r"/mobile/v1/customers/([^/]+)", self._mobile_customer),
            ("GET", r"/api/v2/me", self._me),
            ("GET", r"/api/v2/bookings", self._bookings),
            ("GET", r"/api/v2/contacts", self._contacts),
            ("GET", r"/debug/users", self._debug_users),
            ("GET", r"/internal/export\.csv", self._export),
            ("GET", r"/events", self._events),
            ("GET", r"/account", self._account),
            ("GET", r"/api/v2/vessels", lambda request: Answer(self._vessels)),
            ("GET", r"/api/v2/ports", lambda request: Answer(self._ports)),
            ("GET", r"/health", lambda request: Answer(self._health)),
        )
        return [(method, re.compile(path), function) for method, path, function in table]

    def answer(self, request):
        """Return the Answer to a request, or raise ApiError."""
        for method, path, function in self._routes:
            match = path.fullmatch(request.path)
            if match and method == request.method:
                return function(request, *match.groups())
            if match:
                raise ApiError(405, "another method is needed here", (("Allow", method),))
        raise ApiError(404, "there is nothing at this path")

    # Who asks

    def _read_caller(self, token):
        claims = accounts.read_token(token, time.time())
        if claims is None:
            return None
        return self._caller(claims["sub"]), claims["exp"]

    def _caller(self, account):
        """Return the Caller of an account id, or None."""
        if account in accounts.STAFF_ACCOUNTS:
            return accounts.Caller(account, accounts.STAFF_TENANT, None)
        match = re.fullmatch(r"u-([0-9]{6})", account)
        person = self._database.customer(int(match[1])) if match else None
        return accounts.Caller(account, person.tenant, person.row) if person else None

    def _logged_in(self, token):
        found = self._caller_of_token(token)
        if found is None or found[0] is None or found[1] <= time.time():
            raise ApiError(401, "log in first", (("WWW-Authenticate", "Bearer"),))
        return found[0]

    def _require_login(self, request, is_session_good=False, is_partner_good=False):
        """Return the Caller; an API key alone is good for bookings only."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._logged_in(token.strip())
        if is_session_good and request.session:
            return self._logged_in(request.session)
        key = request.headers.get("X-Api-Key")
        if key is None or not accounts.is_partner_key(key):
            return self._logged_in("")
        if not is_partner_good:
            raise ApiError(403, "this key does not open this endpoint")
        return accounts.PARTNER

    def _own_person(self, caller):
        if caller.row is None:
            raise ApiError(404, "this account has no customer record")
        return self._database.customer(caller.row)

    # Endpoints

    def _login(self, request):
        try:
            fields = json.loads(request.content)
            account, password = fields["user"], fields["password"]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ApiError(400, "send a JSON object with user and password") from None
        caller = self._caller(account) if isinstance(account, str) else None
        if caller is None or password != accounts.password_of(account):
            raise ApiError(401, "user or password is wrong")
        token = accounts.make_token(account, caller.tenant, time.time())
        cookie = ("Set-Cookie", f"session={token}; Path=/; HttpOnly; SameSite=Lax")
        fields = {"token": token, "tokenType": "Bearer", "expiresIn": accounts.TOKEN_LIFE_S}
        return Answer(views.json_body(fields), (cookie, ("Cache-Control", "no-store")))

    def _customer_body(self, number):
        person = self._database.customer_by_number(number)
        return views.json_body(views.mobile_record(person)) if person else None

    def _mobile_customer(self, request, number):
        self._require_login(request)
        # FLAW: whose customer number it is, is never asked.
        if not re.fullmatch(r"PL-[0-9]{7}", number):
            raise ApiError(400, "a customer number looks like PL-0000000")
        body = self._customer_body(number)
        if body is None:
            raise ApiError(404, "there is no such customer")
        return Answer(body)

    def _account_bodies(self, row):
        person = self._database.customer(row)
        return views.me_body(person), views.account_body(person)

    def _me(self, request):
        person = self._own_person(self._require_login(request))
        return Answer(self._account_bodies(person.row)[0])

    def _account(self, request):
        person = self._own_person(self._require_login(request, is_session_good=True))
        return Answer(self._account_bodies(person.row)[1])

    def _bookings_body(self, tenant, page):
        total = self._database.booking_count(tenant)
        offset = (page - 1) * BOOKINGS_PER_PAGE
        bookings = self._database.bookings(tenant, offset, BOOKINGS_PER_PAGE)
        return views.bookings_body(page, BOOKINGS_PER_PAGE, total, bookings)

    def _bookings(self, request):
        caller = self._require_login(request, is_partner_good=True)
        page = _whole_number(request, "page", 1, 1_000_000)
        return Answer(self._bookings_body(self._scope(caller), page))

    @staticmethod
    def _scope(caller):
        """The tenant whose bookings a caller sees; staff and the partner see all (None)."""
        return None if caller.tenant == accounts.STAFF_TENANT else caller.tenant

    def _contacts_body(self, text):
        people = self._database.search(text)
        return views.contacts_body(people, SEARCH_HITS_MAX)

    def _contacts(self, request):
        self._require_login(request)
        # FLAW: the sales desk's search finds everybody's customers for every account.
        text = request.query.get("q", "").strip()
        if len(text) < SEARCH_CHARS_MIN:
            raise ApiError(400, f"parameter 'q' needs {SEARCH_CHARS_MIN} letters or more")
        return Answer(self._contacts_body(text))

    def _debug_body(self, page):
        people = self._database.customers_page(page, DEBUG_USERS_PER_PAGE)
        return views.debug_body(page, self._database.customer_count(), people)

    def _debug_users(self, request):
        # FLAW: left open after a test; needs no login.
        return Answer(self._debug_body(_whole_number(request, "page", 1, 1_000_000)))

    def _export_body(self, office):
        people = self._database.customers_of_office(office)
        return views.export_body(people) if people else None

    def _export(self, request):
        self._require_login(request)
        # FLAW: an internal path that the outside reaches, for every account.
        body = self._export_body(request.query.get("office", ""))
        if body is None:
            raise ApiError(404 if request.query.get("office") else 400, "name an office")
        return Answer(body, (("Content-Disposition", "attachment; filename=export.csv"),))

    def _events(self, request):
        caller = self._require_login(request)
        count = _whole_number(request, "count", EVENTS_DEFAULT, EVENTS_MAX)
        return Answer(None, (("Cache-Control", "no-store"),), self._event_stream(caller, count))

    def _event_stream(self, caller, count):
        """Yield count events, one by one: the contacts of the caller's bookings in turn."""
        bookings = self._database.bookings(self._scope(caller), 0, min(count, 60))
        for event_id in range(1, count + 1):
            _, person = bookings[(event_id - 1) % len(bookings)]
            yield views.event_text(event_id, person)
