# SPDX-License-Identifier: Apache-2.0
"""The people and programs that use Portline in a play: who they are and what they do.

Each actor is a row of make_cast() and a function. A function runs in a thread of its own, asks for
what that kind of user asks for, and returns when it has finished or the play is over.
"""

import random
import urllib.parse
from typing import NamedTuple

from accounts import AGENT_ACCOUNT, EXPORT_ACCOUNT, PARTNER_API_KEY, password_of
from people import CUSTOMER_COUNT, FULL_OFFICES, account_of
from register import ACCOUNT, BOOKINGS, CONTACTS, CUSTOMER, DEBUG_USERS, EVENTS, EXPORT, ME

USER_COUNT = 8
NETWORK = "127.0.1"

AGENT_SEARCHES = 30
AGENT_OPENED_PER_SEARCH = 5
AGENT_DISTINCT_MAX = 700            # no new search from here on, so never over 750
PARTNER_PAGES = 40                  # 20 contacts each: never over 800
VISITOR_PAGES = 6
ENUMERATOR_DISTINCT = 2_600         # within the share of the time below
ENUMERATOR_TIME_SHARE = 0.8
ENUMERATOR_PER_S_MIN = 80
NUMBERS_PER_CUSTOMER = 1.12         # some numbers were never given


class Actor(NamedTuple):
    """One participant; account None with has_key False means no login."""
    name: str
    kind: str
    address: str
    account: str | None
    has_key: bool
    wants_gzip: bool
    play: object

    def credential(self):
        """Return what the actor shows the server, as the truth file names it."""
        if self.has_key:
            return {"kind": "api_key"}
        return {"kind": "jwt_sub", "id": self.account} if self.account else None


class Scene(NamedTuple):
    """What an actor's function works with; pause(s) returns False when the play is over."""
    actor: Actor
    client: object
    receipts: object
    register: object
    rng: random.Random
    seconds: float
    pause: object
    elapsed: object

    def enter(self):
        """Present the actor's credential."""
        if self.actor.has_key:
            self.client.use_key(PARTNER_API_KEY)
        elif self.actor.account:
            self.client.login(self.actor.account, password_of(self.actor.account))

    def open_customer(self, number, expected=(200,)):
        """Read one customer over the mobile API."""
        return self.client.fetch(CUSTOMER, f"/mobile/v1/customers/{number}",
                                 self.register.in_record, expected)

    def open_bookings(self, page):
        """Read a page of bookings; returns how many pages there are."""
        reply = self.client.fetch(BOOKINGS, f"/api/v2/bookings?page={page}",
                                  self.register.in_bookings)
        return reply.json()["pages"]

    def think(self):
        """Wait as long as a person would, scaled to the play."""
        unit = min(1.0, self.seconds / 40)
        return self.pause(unit * self.rng.uniform(0.4, 1.6))


def play_user(scene):
    """A customer: own record in all its forms, own company's bookings, some live events."""
    own = scene.register.person(int(scene.actor.account[2:]))
    acts = (
        lambda: scene.client.fetch(ME, "/api/v2/me", scene.register.in_record),
        lambda: scene.open_customer(own.number),
        lambda: scene.client.fetch(ACCOUNT, "/account", scene.register.in_account_page),
        lambda: scene.open_bookings(scene.rng.randint(1, 3)),
        lambda: scene.client.fetch(EVENTS, f"/events?count={scene.rng.randint(3, 6)}",
                                   scene.register.in_events),
    )
    turn = 0
    while scene.think():
        act = acts[turn] if turn < len(acts) else scene.rng.choice(acts)
        act()
        turn += 1


def _search_word(scene):
    """What a sales agent would type: a family name or a company of somebody."""
    person = scene.rng.choice(scene.register.people)
    words = [word for word in (person.last_name, person.employer) if len(word) > 1]
    return scene.rng.choice(words)


def _search(scene):
    """Search once; returns the customer numbers found."""
    query = urllib.parse.urlencode({"q": _search_word(scene)})
    reply = scene.client.fetch(CONTACTS, f"/api/v2/contacts?{query}", scene.register.in_contacts)
    return [hit["customerNumber"] for hit in reply.json()["contacts"]]


def play_agent(scene):
    """A sales agent: searches, and opens some of the customers found."""
    gap = scene.seconds / (AGENT_SEARCHES * (AGENT_OPENED_PER_SEARCH + 1))
    found = []
    while scene.pause(gap):
        if scene.receipts.distinct_count() < AGENT_DISTINCT_MAX:
            found = _search(scene) or found
        for number in scene.rng.sample(found, min(len(found), AGENT_OPENED_PER_SEARCH)):
            if not scene.pause(gap):
                return
            scene.open_customer(number)


def play_partner(scene):
    """A partner's program: walks the first pages of all bookings, over and over."""
    page = 1
    while scene.pause(min(1.0, scene.seconds / PARTNER_PAGES)):
        scene.open_bookings(page)
        page = page % PARTNER_PAGES + 1


def play_export(scene):
    """The nightly job: one office's customers as CSV, once."""
    if scene.pause(scene.seconds / 20):
        scene.client.fetch(EXPORT, f"/internal/export.csv?office={FULL_OFFICES[0]}",
                           scene.register.in_export)


def play_visitor(scene):
    """Somebody curious without a login: leafs through the debug list."""
    for page in range(1, VISITOR_PAGES + 1):
        if not scene.pause(scene.seconds / (2 * VISITOR_PAGES)):
            return
        scene.client.fetch(DEBUG_USERS, f"/debug/users?page={page}",
                           scene.register.in_debug_users)


def _numbers_after(number):
    value = int(number[3:])
    while True:
        value += 1
        yield f"PL-{value:07d}"


def play_enumerator(scene):
    """An ordinary account that walks the customer numbers upwards from its own."""
    own = scene.register.person(int(scene.actor.account[2:]))
    last = scene.register.people[-1].number
    within_s = scene.seconds * ENUMERATOR_TIME_SHARE
    per_s = max(ENUMERATOR_PER_S_MIN, ENUMERATOR_DISTINCT * NUMBERS_PER_CUSTOMER / within_s)
    begin = scene.elapsed()
    for tried, number in enumerate(_numbers_after(own.number)):
        if number > last or not scene.pause(begin + tried / per_s - scene.elapsed()):
            return
        scene.open_customer(number, expected=(200, 404))


def _draw_accounts(seed):
    """Accounts of ordinary customers for the users and, last, for the enumerator."""
    rng = random.Random(f"accounts/{seed}")
    rows = rng.sample(range(1, CUSTOMER_COUNT // 2), USER_COUNT + 1)
    return [account_of(row) for row in rows]


def make_cast(seed):
    """Return all actors of a play."""
    *users, enumerator = _draw_accounts(seed)
    cast = [Actor(f"user-{n}", "user", f"{NETWORK}.{10 + n}", account, False, n % 2 == 0, play_user)
            for n, account in enumerate(users, start=1)]
    return cast + [
        Actor("agent", "agent", f"{NETWORK}.20", AGENT_ACCOUNT, False, True, play_agent),
        Actor("partner", "partner", f"{NETWORK}.30", None, True, True, play_partner),
        Actor("export", "export", f"{NETWORK}.40", EXPORT_ACCOUNT, False, True, play_export),
        Actor("visitor", "visitor", f"{NETWORK}.50", None, False, False, play_visitor),
        Actor("enumerator", "enumerator", f"{NETWORK}.9", enumerator, False, False,
              play_enumerator),
    ]
