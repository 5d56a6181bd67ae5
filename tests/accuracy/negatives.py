# SPDX-License-Identifier: Apache-2.0
"""Clean data: 10 MB of JSON about things, an eighth of each sort, with nobody in it.

Packages and code come from this Debian (dpkg's list, /usr/include, Python's library), the rest from
a seed. Lines that could name somebody (comments, authors, addresses) are left out at the source.
"""

import json
import pathlib
import re

import lists
from made_up_people import Draw

TOTAL_BYTES = 10_000_000
SEED = 20261126
PERSONAL = re.compile(r'@|copyright|author|written by|maintain|contribut|\bby [A-Z]|'
                      r'credits?\b|thanks|e-?mail', re.IGNORECASE)
MATERIALS = ('galvanised steel', 'oak', 'polyester', 'brass', 'recycled rubber')
METRICS = ('http_requests_total', 'node_load1', 'go_gc_duration_seconds', 'queue_depth',
           'Temperature', 'Pressure', 'process_cpu_seconds_total')
TESTS = (('718-7', 'Hemoglobin', 'g/dL'), ('2345-7', 'Glucose', 'mg/dL'),
         ('8867-4', 'Heart rate', '/min'), ('2160-0', 'Creatinine', 'mg/dL'),
         ('8480-6', 'Systolic blood pressure', 'mmHg'),
         ('6690-2', 'Leukocytes', '10*3/uL'))
DRUGS = ('Amoxicillin 500 mg', 'Metformin 850 mg', 'Lisinopril 10 mg', 'Insulin Glargine',
         'Paracetamol 1 g', 'Vitamin D3')
FINDINGS = (('E11.9', 'Type 2 diabetes mellitus'), ('G30.9', 'Alzheimer disease'),
            ('E06.3', 'Hashimoto thyroiditis'), ('K50.9', "Crohn's disease"),
            ('G20', 'Parkinson disease'))


def product(draw):
    return {'id': draw.below(10 ** 6), 'name': draw.one(lists.PRODUCTS),
            'title': f'{draw.one(lists.PRODUCTS)}, {draw.one(MATERIALS)}',
            'brand': draw.one(lists.FIRM_PARTS),
            'manufacturer': {'name': draw.one(lists.FIRM_PARTS) + ' GmbH'},
            'sku': draw.digits('##-####-###'), 'gtin': draw.digits('4006381######'),
            'price': draw.digits('##.##'), 'category': {'name': draw.one(lists.LABELS)},
            'seller': {'name': draw.one(lists.FIRM_PARTS) + ' Store'},
            'contact_surface': draw.one(MATERIALS), 'updated_at': draw.day()}


def vessel(draw):
    return {'name': draw.one(lists.VESSELS), 'imo': draw.digits('9######'),
            'mmsi': draw.digits('2########'),
            'callSign': draw.hex(5).upper(), 'operator': draw.one(lists.FIRM_PARTS) + ' Lines',
            'owner': {'name': draw.one(lists.FIRM_PARTS) + ' Shipholding'},
            'lat': draw.digits('5#.####'), 'lon': draw.digits('8.####'),
            'destination': draw.one(lists.PORTS),
            'containers': [draw.digits('CDXU#######') for _ in range(4)],
            'eta': draw.day() + 'T08:00:00Z', 'draught': draw.digits('1#.#')}


def port(draw):
    return {'port': {'name': draw.one(lists.PORTS), 'unLocationCode': draw.hex(5).upper()},
            'city': draw.one(lists.CITIES),
            'terminals': [{'name': draw.one(lists.CITIES) + ' Terminal',
                           'code': draw.digits('T##')}],
            'position': draw.digits('53.#### N, 9.#### E'), 'timezone': 'Europe/Berlin',
            'title': draw.one(lists.BANDS), 'role': 'hub'}


def log_line(draw):
    return {'@timestamp': draw.day() + draw.digits('T12:00:0#.###Z'),
            'level': draw.one(('info', 'warn')),
            'agent': {'name': draw.one(('filebeat', 'Fleet Collector')), 'version': '8.11.1'},
            'client': {'name': draw.one(('Mobile Safari', 'Harbour App', 'curl'))},
            'logger': 'com.example.Harbour' + draw.one(('Service', 'Client', 'Manager')),
            'host': {'name': draw.digits('web-##')}, 'user': 'www-data',
            'thread': draw.digits('pool-#-thread-#'),
            'trace': draw.hex(32), 'message': f'{draw.one(lists.TEXTS)} id={draw.hex(8)} '
                                              f'took {draw.digits("###")} ms',
            'request': {'method': 'GET', 'path': '/v1/items/' + draw.digits('N######'),
                        'status': '200',
                        'remote': draw.digits('192.0.2.1#'), 'bytes': draw.digits('N####')},
            'role': draw.one(lists.ROLES), 'epoch': draw.digits('1764######')}


def series(draw):
    return {'metric': {'__name__': draw.one(METRICS), 'job': draw.one(('node', 'api', 'batch')),
                       'instance': draw.digits('10.0.0.1#:9100'), 'name': draw.one(METRICS)},
            'values': [[1764000000 + 15 * at, draw.digits('N###.##')] for at in range(20)],
            'title': 'CPU Usage', 'label': draw.one(lists.LABELS)}


def clinical(draw):
    code, name, unit = draw.one(TESTS)
    icd, finding = draw.one(FINDINGS)
    return {'resourceType': 'Observation', 'id': draw.hex(16), 'status': 'final',
            'code': {'coding': [{'system': 'http://loinc.org', 'code': code, 'display': name}],
                     'text': name},
            'valueQuantity': {'value': draw.digits('##.#'), 'unit': unit},
            'effectiveDateTime': draw.day(), 'medication': {'name': draw.one(DRUGS),
                                                            'title': draw.one(DRUGS)},
            'condition': {'code': icd, 'display': finding, 'name': finding},
            'performer': [{'display': 'Central Laboratory', 'type': 'Organization'}],
            'specimen': draw.digits('S-########'),
            'device': {'name': 'Analyser ' + draw.digits('X##')}}


def packages():
    """dpkg's list without maintainers and sentences."""
    text = pathlib.Path('/var/lib/dpkg/status').read_text(encoding='utf-8', errors='replace')
    for block in sorted(text.split('\n\n')):
        fields = dict(re.findall(r'^(Package|Version|Section|Architecture|Depends|'
                                 r'Description): (.*)$', block, re.MULTILINE))
        fields = {key.lower(): value for key, value in fields.items() if not PERSONAL.search(value)}
        if 'package' in fields:
            yield {'name': fields.pop('package'), **fields,
                   'depends': fields.get('depends', '').split(', ')}


def code():
    """C headers and Python modules line by line, without comments."""
    for folder, pattern in (('/usr/include', '*.h'), ('/usr/lib', 'python3*/*.py')):
        for file in sorted(pathlib.Path(folder).glob(pattern)):
            text = file.read_text(encoding='utf-8', errors='replace')
            text = re.sub(r'/\*.*?\*/|#[^\n]*$|//[^\n]*|""".*?"""', '', text,
                          flags=re.DOTALL | (re.MULTILINE if pattern != '*.h' else 0))
            rows = [line for line in text.splitlines()
                    if line.strip() and not PERSONAL.search(line)]
            yield {'name': file.name, 'path': str(file), 'language': file.suffix[1:],
                   'matches': [{'line': number, 'text': row}
                               for number, row in enumerate(rows[:400])]}


def drawn(make, seed):
    draw = Draw(seed)
    while True:
        yield make(draw)


SORTS = {'product': lambda: drawn(product, SEED), 'code': code,
         'log': lambda: drawn(log_line, SEED + 1),
         'vessel': lambda: drawn(vessel, SEED + 2), 'port': lambda: drawn(port, SEED + 3),
         'package': packages, 'time-series': lambda: drawn(series, SEED + 4),
         'clinical': lambda: drawn(clinical, SEED + 5)}


def write_negatives(folder, total_bytes=TOTAL_BYTES):
    """Writes a JSON-lines file a sort; answers the bytes of each. A short source is told again."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    sizes = {}
    for sort, make in SORTS.items():
        written = 0
        with open(folder / f'{sort}.jsonl', 'wb') as file:
            while written < total_bytes // len(SORTS):
                for record in make():
                    written += file.write(json.dumps(record, ensure_ascii=False).encode() + b'\n')
                    if written >= total_bytes // len(SORTS):
                        break
        sizes[sort] = written
    return sizes
