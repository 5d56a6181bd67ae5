# SPDX-License-Identifier: Apache-2.0
"""Turns customers and bookings into the bodies that Portline's endpoints send.

Each endpoint grew in another team, hence the styles: camelCase in the mobile API, plain words in
v2, snake_case in debug. In every JSON body one customer is one flat object.
"""

import csv
import gzip
import html
import io
import json
from typing import NamedTuple

GZIP_LEVEL = 6
JSON_TYPE = "application/json"
CSV_TYPE = "text/csv; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"

CSV_COLUMNS = ("customer_number", "name", "employer", "position", "email", "phone", "office",
               "created")

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Your Portline account</title></head>
<body>
<h1>Your account</h1>
<table>
{rows}
</table>
<p><a href="/api/v2/bookings">Your bookings</a></p>
</body>
</html>
"""


class Body(NamedTuple):
    """A whole body, ready to send either way."""
    content_type: str
    plain: bytes
    gzipped: bytes


def make_body(content_type, text):
    """Return the body of a text, compressed alike on every machine."""
    plain = text.encode()
    return Body(content_type, plain, gzip.compress(plain, GZIP_LEVEL, mtime=0))


def json_body(value, is_ascii=False):
    """Return a value as a compact JSON body; is_ascii writes other letters as escapes."""
    text = json.dumps(value, ensure_ascii=is_ascii, separators=(",", ":"))
    return make_body(JSON_TYPE, text)


def error_body(status, title, detail):
    """Return the JSON error page of a status; detail never repeats what was asked for."""
    return json_body({"error": {"status": status, "title": title, "detail": detail}})


def mobile_record(person):
    """One customer as the mobile API shows it."""
    return {
        "customerNumber": person.number, "firstName": person.first_name,
        "lastName": person.last_name, "company": person.employer, "jobTitle": person.position,
        "email": person.email, "phone": person.phone, "officeCode": person.office,
        "status": person.status, "memberSince": person.created,
        "newsletter": person.has_newsletter,
    }


def contact_record(person):
    """One customer as version 2 of the API shows it."""
    return {
        "customerNumber": person.number, "name": person.name, "employer": person.employer,
        "position": person.position, "email": person.email, "telephone": person.phone,
        "office": person.office, "preferredPort": person.preferred_port,
    }


def debug_record(person):
    """One customer as the forgotten debug page shows it, without the customer number."""
    return {
        "full_name": person.name, "email": person.email, "phone_number": person.phone,
        "company": person.employer, "position": person.position, "office_code": person.office,
        "created_at": f"{person.created}T00:00:00Z", "account_status": person.status,
    }


def me_body(person):
    """The own record: the v2 contact and some settings."""
    settings = {"created": person.created, "status": person.status,
                "newsletter": person.has_newsletter}
    return json_body(contact_record(person) | settings)


def bookings_body(page, per_page, total, bookings):
    """One page of (booking, contact) pairs."""
    return json_body({
        "page": page, "pages": -(-total // per_page), "total": total,
        "bookings": [booking | {"contact": contact_record(person)}
                     for booking, person in bookings],
    })


def contacts_body(people, limit):
    """The hits of a search; what was searched for is not repeated."""
    return json_body({"count": len(people), "limit": limit,
                      "contacts": [contact_record(person) for person in people]})


def debug_body(page, total, people):
    """One page of the debug list."""
    return json_body({"page": page, "total": total,
                      "users": [debug_record(person) for person in people]}, is_ascii=True)


def export_body(people):
    """One office's customers as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for person in people:
        writer.writerow((person.number, person.name, person.employer, person.position,
                         person.email, person.phone, person.office, person.created))
    return make_body(CSV_TYPE, out.getvalue())


def account_body(person):
    """The account page of one customer as HTML."""
    fields = (("Customer number", person.number), ("Name", person.name),
              ("Employer", person.employer), ("Position", person.position),
              ("E-mail", person.email), ("Telephone", person.phone), ("Office", person.office))
    rows = "\n".join(f"<tr><th>{label}</th><td>{html.escape(value)}</td></tr>"
                     for label, value in fields)
    return make_body(HTML_TYPE, PAGE.format(rows=rows))


def event_text(event_id, person):
    """One server-sent event: a flat contact with the kind of change."""
    data = {"change": "booking-contact"} | contact_record(person)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event_id}\nevent: contact\ndata: {text}\n\n".encode()
