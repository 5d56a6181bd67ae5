# SPDX-License-Identifier: Apache-2.0
"""Writes the generated set: a JSON-lines file a shape, same seed, same bytes."""

import pathlib

from made_up_people import Draw, Person
from shapes import SHAPES
from writer import write_lines

SEED = 20261125
RECORDS_A_SHAPE = 140


def file_name(shape):
    return shape.replace(' ', '-').replace(':', '-') + '.jsonl'


def generate(folder, records=RECORDS_A_SHAPE, seed=SEED):
    """The truths by file name."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    truths = {}
    for number, (shape, make) in enumerate(SHAPES.items()):
        draw = Draw(seed + number)
        trees = [make(draw, Person(draw)) for _ in range(records)]
        with open(folder / file_name(shape), 'wb') as file:
            truths[file_name(shape)] = write_lines(file, shape, trees)
    return truths
