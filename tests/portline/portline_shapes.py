# SPDX-License-Identifier: Apache-2.0
"""The shape of Portline's bodies: which keys hold persons, where, and which paths need a login."""

MOBILE_KEYS = ("firstName", "lastName", "company", "jobTitle", "email", "phone")
V2_KEYS = ("name", "employer", "position", "email", "telephone")
DEBUG_KEYS = ("full_name", "email", "phone_number", "company", "position")
PERSON_KEYS = set(MOBILE_KEYS + V2_KEYS + DEBUG_KEYS) | {"customerNumber"}

LOGIN_PATHS = ("/mobile/v1/customers/PL-0048213", "/api/v2/me", "/api/v2/bookings",
               "/api/v2/contacts?q=an", "/internal/export.csv?office=BRV", "/events", "/account")
OPEN_PATHS = ("/debug/users", "/api/v2/vessels", "/api/v2/ports", "/health")


def objects_in(value):
    """All JSON objects in a value, the outermost first."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from objects_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from objects_in(item)


def customers_in(value, keys):
    """The customer objects of a body; checks that they are flat, and nothing else is a person."""
    found = []
    for item in objects_in(value):
        if "customerNumber" in item:
            assert set(keys) <= item.keys()
            assert not any(isinstance(field, (dict, list)) for field in item.values())
            found.append(item)
        else:
            assert not PERSON_KEYS & item.keys()
    return found
