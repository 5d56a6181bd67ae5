# SPDX-License-Identifier: Apache-2.0
"""Scans, joins findings with truths, and counts.

A finding belongs to the value in which its offset lies; of values written inside one string, to the
one that reads alike, where the scan points at the whole string. A value found as another kind is
missed for its own and false for the other; a finding in no known value is false, without a key.
"""

import collections
import json
import subprocess

KINDS = ('person_name', 'employer', 'job_title', 'email', 'phone', 'customer_id')


class Error:
    """One mistake: `said` is None for a value that was missed."""

    __slots__ = ('source', 'path', 'value', 'kind', 'said', 'key_class', 'shape', 'offset')

    def __init__(self, source, truth, said, offset):
        self.source, self.said, self.offset = source, said, offset
        self.path, self.value, self.kind = truth.path, truth.value, truth.kind
        self.key_class, self.shape = truth.key_class, truth.shape


class Count:
    """Right, false and missed ones."""

    __slots__ = ('right', 'false', 'missed')

    def __init__(self, right=0, false=0, missed=0):
        self.right, self.false, self.missed = right, false, missed

    def __add__(self, other):
        return Count(self.right + other.right, self.false + other.false,
                     self.missed + other.missed)

    @property
    def precision(self):
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self):
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self):
        total = 2 * self.right + self.false + self.missed
        return 2 * self.right / total if total else 1.0


class Score:
    """Counts by (kind, class) and, for recall, by (shape, kind)."""

    def __init__(self):
        self.counts = collections.defaultdict(Count)
        self.shapes = collections.defaultdict(Count)
        self.errors = []
        self.roles = Count()
        self.values = 0

    def add(self, field, kind, truth):
        for count in (self.counts[kind, truth.key_class], self.shapes[truth.shape, kind]):
            setattr(count, field, getattr(count, field) + 1)

    def judge(self, source, truth, findings):
        """Findings: those that belong to this value."""
        said = {finding['kind']: finding for finding in findings if finding['kind'] in KINDS}
        self.values += 1
        if truth.kind in said:
            self.add('right', truth.kind, truth)
            if truth.kind == 'email':
                self.judge_role(truth, said['email'])
        elif truth.kind in KINDS:
            self.add('missed', truth.kind, truth)
            self.errors.append(Error(source, truth, None, truth.start))
        for kind in said:
            if kind != truth.kind:
                self.add('false', kind, truth)
                self.errors.append(Error(source, truth, kind, said[kind]['offset']))

    def judge_role(self, truth, finding):
        is_said = bool(finding.get('role'))
        self.roles += Count(truth.is_role and is_said, is_said and not truth.is_role,
                            truth.is_role and not is_said)

    def total(self, kind, classes):
        return sum((self.counts[kind, key_class] for key_class in classes), Count())


def decoded(raw):
    """A revealed value, which stands as in the body, without JSON's escapes."""
    try:
        return json.loads(f'"{raw}"')
    except ValueError:
        return raw


def scan(build, *paths):
    """The findings by file, as `cofferdam scan` tells them (it ends with 1 where it found some)."""
    answer = subprocess.run([f'{build}/cofferdam', 'scan', '-q', '-o', 'jsonl', '--reveal', *paths],
                            stdout=subprocess.PIPE, check=False)
    if answer.returncode not in (0, 1):
        raise RuntimeError(f'cofferdam scan ended with {answer.returncode}')
    found = collections.defaultdict(list)
    for line in answer.stdout.splitlines():
        finding = json.loads(line)
        finding['value'] = decoded(finding.get('value', ''))
        found[finding['source']].append(finding)
    return found


def belongs(finding, truths):
    """The truth a finding belongs to, of those sorted by start; None where there is none."""
    low, high = 0, len(truths)
    while low < high:
        middle = (low + high) // 2
        if truths[middle].start <= finding['offset']:
            low = middle + 1
        else:
            high = middle
    if low and finding['offset'] < max(truths[low - 1].end, truths[low - 1].start + 1):
        return truths[low - 1]
    end = finding['offset'] + finding['length']
    inside = [truth for truth in truths[low:low + 200] if truth.start < end]
    return next((truth for truth in inside if truth.value == finding.get('value')),
                next((truth for truth in inside if truth.kind == finding['kind']), None))


def judge_file(score, source, truths, findings, stray):
    """Scores one file. `stray` makes a truth for a finding that belongs to none."""
    truths = sorted(truths, key=lambda truth: truth.start)
    by_truth = collections.defaultdict(list)
    for finding in findings:
        truth = belongs(finding, truths)
        if truth is None:
            score.judge(source, stray(finding), [finding])
        else:
            by_truth[id(truth)].append(finding)
    for truth in truths:
        score.judge(source, truth, by_truth[id(truth)])
