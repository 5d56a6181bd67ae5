# SPDX-License-Identifier: Apache-2.0
"""What the matrix varies, and what does not go together.

A rule here names what cannot be, or what would be the same case under another name; each says
why in its line.
"""

from matrix_pairs import Space

SOURCES = ('proxy', 'cache_miss', 'cache_hit', 'static', 'ssi', 'sub', 'auth', 'mirror', 'error',
           'named', 'accel', 'addition')
DEATHS = ('before_head', 'in_head', 'after_head', 'mid_body', 'mid_chunk', 'bad_chunk', 'reset')
STREAMS = ('sse', 'slow_chunks')
GATED = (*STREAMS, 'reset')  # goes on when the client has what was sent
PATIENCE = ('abort', 'slow_reader')

DIMENSIONS = {
    'client': ('HTTP/1.1', 'HTTP/1.0', 'HTTP/2'),
    'coding': ('identity', 'gzip', 'br'),
    'accept': ('none', 'gzip'),
    'gzip': ('off', 'on'),
    'gunzip': ('off', 'on'),
    'buffering': ('on', 'off'),
    'source': SOURCES,
    'method': ('GET', 'HEAD', 'POST'),
    'status': (200, 204, 304, 206, 404, 301, 101),
    'framing': ('length', 'chunked', 'trailers', 'close'),
    'body': ('small', 'large', 'text', 'broken', 'byte', 'empty'),
    'special': ('none', *STREAMS, *PATIENCE, *DEATHS),
    'cofferdam': ('server', 'location', 'redirect_off'),
}

CHUNKED = ('chunked', 'trailers')
OWN_BODY = ('static', 'ssi')  # nginx has the body, or the page around it
STATUSES = {
    'static': (200, 206, 304, 404, 301),
    'ssi': (200,),
    'cache_miss': (200, 204, 206, 304, 404, 301),
    'cache_hit': (200, 204, 206, 304, 404, 301),
    'error': (200, 404),
    'accel': (200, 204, 206, 304, 404, 301),
    'addition': (200, 404),
    'sub': (200, 204, 304, 404, 301, 101),
    'mirror': (200, 204, 304, 404, 301, 101),
}
UNENDED = ('cache_hit', *OWN_BODY)  # no upstream is there that could die

RULES = [
    # the source
    (('source', 'status'), lambda source, status: status not in STATUSES.get(
        source, DIMENSIONS['status'])),
    (('source', 'method'), lambda source, method: method == 'POST' and source in (
        'cache_miss', 'cache_hit', *OWN_BODY)),  # not cached; 405
    (('source', 'coding'), lambda source, coding: coding != 'identity' and source in (
        'addition', *OWN_BODY)),  # plain text around a coded body is no body
    (('source', 'framing'), lambda source, framing: framing != 'length' and source == 'static'),
    (('source', 'special'), lambda source, special: special in GATED and source in (
        'cache_miss', 'cache_hit', *OWN_BODY)),  # waits for the whole
    (('source', 'special'), lambda source, special: special in DEATHS and source in UNENDED),
    (('source', 'special', 'body'), lambda source, special, body: special in ('sse', *DEATHS)
        and source == 'addition'),  # what stands around hides where it ended
    # the status
    (('status', 'method'), lambda status, method: status in (206, 101) and method != 'GET'),
    (('status', 'method'), lambda status, method: status == 304 and method == 'POST'),
    (('status', 'body'), lambda status, body: body != 'empty' and status in (204, 304, 101)),
    (('status', 'body'), lambda status, body: status == 206 and body not in (
        'small', 'large', 'text')),  # no range to ask for
    (('status', 'framing'), lambda status, framing: framing != 'length' and status in (
        204, 304, 101)),
    (('status', 'framing', 'source'), lambda status, framing, source: status == 206
        and framing != 'length' and source.startswith('cache')),  # no length, no ranges
    (('status', 'coding'), lambda status, coding: coding != 'identity' and status in (
        204, 304, 206, 101)),
    (('status', 'client'), lambda status, client: status == 101 and client != 'HTTP/1.1'),
    (('status', 'source'), lambda status, source: status == 101 and source == 'accel'),
    (('status', 'special'), lambda status, special: status != 200 and special != 'none'),
    # how it goes
    (('method', 'special'), lambda method, special: method == 'HEAD' and special != 'none'),
    (('method', 'special'), lambda method, special: method != 'GET' and special in PATIENCE),
    (('special', 'body'), lambda special, body: body != 'small' and special in STREAMS),
    (('special', 'body'), lambda special, body: body != 'large' and special in PATIENCE),
    (('special', 'body'), lambda special, body: body not in ('small', 'large')
        and special in DEATHS),
    (('special', 'coding'), lambda special, coding: coding != 'identity' and special in (
        *GATED, *PATIENCE)),
    (('special', 'coding'), lambda special, coding: coding == 'br' and special in DEATHS),
    (('special', 'framing'), lambda special, framing: framing != 'length' and special in (
        'before_head', 'in_head', 'mid_body')),
    (('special', 'framing'), lambda special, framing: framing not in CHUNKED and special in (
        'mid_chunk', 'bad_chunk')),
    (('special', 'framing'), lambda special, framing: framing == 'close' and special ==
        'after_head'),  # that is a whole, empty body
    (('special', 'framing'), lambda special, framing: framing == 'length' and special == 'sse'),
    # a redirect into a location where it is off
    (('cofferdam', 'source'), lambda place, source: place == 'redirect_off' and source not in (
        'error', 'named', 'accel')),
    (('cofferdam', 'source', 'status', 'special'), lambda place, source, status, special:
        place == 'redirect_off' and source == 'error' and status != 404
        and special not in ('before_head', 'in_head')),
]

SPACE = Space(DIMENSIONS, RULES)
# What becomes of a coding is settled by four dimensions at once; pairs would miss it.
CODINGS = list(SPACE.product(('coding', 'accept', 'gzip', 'gunzip'), source='proxy', method='GET',
                             status=200, body='large', special='none'))
# The dimensions that act on one another; the long run takes their whole product.
INTERACTING = ('client', 'coding', 'accept', 'gzip', 'gunzip', 'buffering', 'source', 'method',
               'status')
