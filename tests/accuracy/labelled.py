# SPDX-License-Identifier: Apache-2.0
"""The hand-labelled sets: values of published payloads, joined with findings by source and path.

`label` is what two readers agreed on; values of a source that no line names are not judged.
"""

import collections
import json
import pathlib

from score import Score, scan

DATA = pathlib.Path(__file__).resolve().parents[1] / 'data'


class Labelled:
    """One labelled value, with the names that a truth has."""

    __slots__ = ('start', 'path', 'value', 'kind', 'key_class', 'shape', 'is_role')

    def __init__(self, row):
        self.start, self.path, self.value = 0, row['path'], row['value']
        self.kind, self.key_class = row['label'], row['class']
        self.shape, self.is_role = pathlib.Path(row['source']).parts[0], bool(row.get('role'))


def read_rows(half):
    """The rows of one half ('open', 'held') or of 'all', by set."""
    sets = {}
    for file in sorted((DATA / 'labelled').glob('*.jsonl')):
        lines = file.read_text(encoding='utf-8').splitlines()
        rows = [json.loads(line) for line in lines if line]
        sets[file.stem] = [row for row in rows if half == 'all' or row['half'] == half]
    return {name: rows for name, rows in sets.items() if rows}


def is_name_key(path):
    return path == 'name' or path.endswith('.name')


def score_rows(build, rows):
    """The score, and (false persons, values) under the key `name`."""
    score = Score()
    sources = sorted({row['source'] for row in rows})
    found = scan(build, *(str(DATA / source) for source in sources))
    at = collections.defaultdict(list)
    for source in sources:
        for finding in found[str(DATA / source)]:
            at[source, finding['path'], finding['value']].append(finding)
    for row in rows:
        findings = at[row['source'], row['path'], str(row['value'])]
        score.judge(str(DATA / row['source']), Labelled(row), findings)
    names = [row for row in rows if is_name_key(row['path'])]
    false = [error for error in score.errors if error.said == 'person_name'
             and is_name_key(error.path)]
    return score, len(false), len(names)
