# SPDX-License-Identifier: Apache-2.0
"""JSON whose values know what they are: a tree of Mark and plain values becomes bytes and truths.

A Mark is a string with the kind it shows ('none' for a hard negative) and the class of its key. A
string that is not marked is nobody's, too, under a key that says nothing. `Inner` is a tree written
as JSON inside a string. Offsets and paths are those that `cofferdam scan` prints.
"""

import json
import re

NONE = 'none'
CLASSES = ('clear', 'ambiguous', 'none')


class Mark(str):
    """A string of a known kind."""

    def __new__(cls, text, kind=NONE, key_class='none', is_role=False, is_number=False):
        mark = super().__new__(cls, text)
        mark.kind, mark.key_class = kind, key_class
        mark.is_role, mark.is_number = is_role, is_number
        return mark


class Inner:
    """A tree that is sent as a string."""

    def __init__(self, tree):
        self.tree = tree


class Truth:
    """One value of a body: where it stands, what it is, how clear its key is."""

    __slots__ = ('start', 'end', 'path', 'value', 'kind', 'key_class', 'is_role', 'shape')

    def __init__(self, start, end, path, mark, shape):
        self.start, self.end, self.path, self.value, self.shape = start, end, path, str(mark), shape
        self.kind = getattr(mark, 'kind', NONE)
        self.key_class = getattr(mark, 'key_class', 'none')
        self.is_role = getattr(mark, 'is_role', False)


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def under(path, key):
    if re.fullmatch(r'[A-Za-z_][A-Za-z0-9_]*', key):
        return f'{path}.{key}' if path else key
    return f"{path}['{key}']"


class Writer:
    """Writes one tree; spans are counted in characters until `finish` turns them into bytes."""

    def __init__(self, shape):
        self.parts, self.length, self.spans, self.shape = [], 0, [], shape

    def put(self, text):
        self.parts.append(text)
        self.length += len(text)

    def string(self, text, path):
        body = quoted(text)
        self.spans.append((self.length + 1, self.length + len(body) - 1, path, text))
        self.put(body)

    def inner(self, tree, path):
        writer = Writer(self.shape)
        writer.write(tree, path)
        text = ''.join(writer.parts)
        widths = [len(quoted(c)) - 2 for c in text]
        at = [self.length + 1]
        for width in widths:
            at.append(at[-1] + width)
        self.spans += [(at[start], at[end], where, mark)
                       for start, end, where, mark in writer.spans]
        self.put(quoted(text))

    def write(self, tree, path=''):
        if isinstance(tree, Inner):
            self.inner(tree.tree, path)
        elif isinstance(tree, dict):
            self.put('{')
            for number, (key, value) in enumerate(tree.items()):
                self.put(',' if number else '')
                if isinstance(key, Mark):
                    self.string(key, path + '[*]')
                else:
                    self.put(quoted(key))
                self.put(':')
                self.write(value, path + '[*]' if isinstance(key, Mark) else under(path, key))
            self.put('}')
        elif isinstance(tree, list):
            self.put('[')
            for number, value in enumerate(tree):
                self.put(',' if number else '')
                self.write(value, f'{path}[{number}]')
            self.put(']')
        elif isinstance(tree, Mark) and tree.is_number:
            self.spans.append((self.length, self.length + len(tree), path, tree))
            self.put(str(tree))
        elif isinstance(tree, str):
            self.string(tree, path)
        else:
            self.put(json.dumps(tree))

    def finish(self, base):
        """The body's bytes, and the truths with offsets counted from `base`."""
        text = ''.join(self.parts)
        at = [base]
        for c in text:
            at.append(at[-1] + len(c.encode()))
        return text.encode(), [Truth(at[start], at[end], path, mark, self.shape)
                               for start, end, path, mark in self.spans]


def write_lines(file, shape, trees):
    """Writes a tree a line and answers the truths of the whole file."""
    truths, base = [], 0
    for tree in trees:
        writer = Writer(shape)
        writer.write(tree)
        body, found = writer.finish(base)
        file.write(body + b'\n')
        base += len(body) + 1
        truths += found
    return truths
