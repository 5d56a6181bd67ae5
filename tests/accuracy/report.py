# SPDX-License-Identifier: Apache-2.0
"""Turns scores into tables, and compares them with the bars."""

from score import KINDS
from writer import CLASSES

WITHOUT = ('ambiguous', 'none')
BARS = (  # what, kind, classes, must, aim
    ('e-mail', 'email', CLASSES, .99, .995),
    ('phone with key', 'phone', ('clear',), .95, .97),
    ('phone without', 'phone', WITHOUT, .80, .85),
    ('person name with key', 'person_name', ('clear',), .95, .97),
    ('person name without', 'person_name', WITHOUT, .75, .85),
    ('employer with key', 'employer', ('clear',), .90, .95),
    ('job title with key', 'job_title', ('clear',), .90, .95),
)
NAMES_BAR = (1, 0)      # false persons per 1,000 values under `name`
CLEAN_BAR = (1, 0.1)    # false kinds per MB


def score_table(score):
    lines = ['| kind | class of the key | values | precision | recall | F1 |',
             '|---|---|---|---|---|---|']
    for kind in KINDS:
        for classes in [*((one,) for one in CLASSES), CLASSES]:
            count = score.total(kind, classes)
            if count.right + count.false + count.missed:
                lines.append(f'| {kind} | {classes[0] if len(classes) == 1 else "all"} | '
                             f'{count.right + count.missed} | {count.precision:.3f} | '
                             f'{count.recall:.3f} | {count.f1:.3f} |')
    roles = score.roles
    lines += ['', f'Role mailboxes: flagged {roles.right}, not flagged {roles.missed}, '
                  f'flagged wrongly {roles.false}.']
    return lines


def shape_table(score):
    shapes = list(dict.fromkeys(shape for shape, _ in score.shapes))
    lines = ['| shape: recall, and false ones | ' + ' | '.join(KINDS) + ' |', '|---' * 7 + '|']
    for shape in shapes:
        cells = []
        for kind in KINDS:
            count = score.shapes.get((shape, kind))
            if count is None:
                cells.append('')
                continue
            recall = f'{count.recall:.2f}' if count.right + count.missed else '-'
            cells.append(recall + (f' +{count.false}' if count.false else ''))
        lines.append(f'| {shape} | ' + ' | '.join(cells) + ' |')
    return lines


def bar_rows(score):
    """(what, figure, must, aim, whether it stands); none for what has no values."""
    rows = []
    for what, kind, classes, must, aim in BARS:
        count = score.total(kind, classes)
        if count.right + count.missed:
            rows.append((what, count.f1, must, aim, count.f1 >= must))
    return rows


def bar_table(sets):
    """Sets: (name, rows) pairs."""
    lines = ['| set | figure | measured | must | aim | |', '|---|---|---|---|---|---|']
    for name, rows in sets:
        for what, figure, must, aim, stands in rows:
            mark = '' if stands else 'falls short'
            lines.append(f'| {name} | {what} | {figure:.3f} | {must} | {aim} | {mark} |')
    return lines
