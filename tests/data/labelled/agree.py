#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How far the two labellers of the set agree; takes in the second one's labels.

usage: tests/data/labelled/agree.py [SECOND.tsv]

SECOND.tsv holds `line number TAB label TAB class`, the lines counted over stripe, github and dcsa
in this order. With it, `second` is filled in and the class agreement is told; `label` is left
alone, for it is a decision (RULES.md, last section). Printed are, for each set and each kind in it,
how many values got the same label and Cohen's kappa, then every value that was argued.
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SETS = ['stripe', 'github', 'dcsa']
KINDS = ['person_name', 'employer', 'job_title', 'email', 'phone', 'customer_id']


def path_of(name):
    return os.path.join(HERE, name + '.jsonl')


def load():
    sets = {}
    for name in SETS:
        with open(path_of(name), encoding='utf-8') as file:
            sets[name] = [json.loads(line) for line in file]
    return sets


def save(sets):
    for name, rows in sets.items():
        with open(path_of(name), 'w', encoding='utf-8') as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + '\n')


def take_second(sets, path):
    """Fills in the second labels; the number of values with the same class."""
    rows = [row for name in SETS for row in sets[name]]
    with open(path, encoding='utf-8') as file:
        given = [line.rstrip('\n').split('\t') for line in file if line.strip()]
    if [int(line[0]) for line in given] != list(range(1, len(rows) + 1)):
        sys.exit(f'agree: {path}: not one line for each of the {len(rows)} values')
    for row, (number, label, *_) in zip(rows, given):
        if label not in KINDS + ['none']:
            sys.exit(f'agree: {path}: line {number}: no such label: {label}')
        row['second'] = label
    return sum(row['class'] == line[2] for row, line in zip(rows, given)), len(rows)


def kappa(pairs):
    """Agreement beyond chance; None where both gave one and the same label throughout."""
    same = sum(first == second for first, second in pairs) / len(pairs)
    labels = {label for pair in pairs for label in pair}
    chance = sum(sum(pair[0] == label for pair in pairs) * sum(pair[1] == label for pair in pairs)
                 for label in labels) / len(pairs) ** 2
    return None if chance == 1 else (same - chance) / (1 - chance)


def tell(what, pairs):
    same = sum(first == second for first, second in pairs)
    value = kappa(pairs)
    shown = 'no kappa' if value is None else f'kappa {value:.3f}'
    print(f'{what:<24} {same:>5} of {len(pairs):>5}  {100 * same / len(pairs):6.2f} %  {shown}')


def tell_all(sets):
    for name, rows in [*sets.items(), ('all', [row for name in SETS for row in sets[name]])]:
        pairs = [(row['first'], row['second']) for row in rows if row['second'] is not None]
        if not pairs:
            print(f'{name:<24} no second labels')
            continue
        tell(name, pairs)
        for kind in KINDS:
            if any(kind in pair for pair in pairs):
                tell(f'  {kind}', [(first == kind, second == kind) for first, second in pairs])
    for name, rows in sets.items():
        for row in rows:
            if row['second'] not in (None, row['first']):
                print(f'argued: {name} {row["source"]} {row["path"]} {row["value"]!r}: '
                      f'{row["first"]} or {row["second"]}, now {row["label"]}')


def main():
    sets = load()
    if len(sys.argv) > 1:
        same, count = take_second(sets, sys.argv[1])
        save(sets)
        print(f'class: {same} of {count} the same')
    tell_all(sets)


if __name__ == '__main__':
    main()
