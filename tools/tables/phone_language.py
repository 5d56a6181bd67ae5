# SPDX-License-Identifier: Apache-2.0
"""Finite languages of digits: the expressions of phone numbers become a minimal graph.

Each node says whether a number may end there and where each digit leads; equal nodes are one
node, over all languages of a graph, so it is minimal.
"""

import re

DIGITS = range(10)


# --- expressions ---------------------------------------------------------------------------------
# ('set', digits) | ('end',) | ('cat', parts) | ('alt', parts) | ('repeat', part, low, high)
# | ('group', part, number)

class Expression:
    """Reads the subset that the metadata uses; anything else is an error."""

    def __init__(self, text):
        self.text = re.sub(r'\s', '', text)
        self.at = 0
        self.group_count = 0

    def read(self):
        tree = self.alternatives()
        if self.at != len(self.text):
            raise ValueError(f'{self.text}: cannot read from byte {self.at}')
        return tree

    def take(self, word):
        if not self.text.startswith(word, self.at):
            return False
        self.at += len(word)
        return True

    def alternatives(self):
        parts = [self.sequence()]
        while self.take('|'):
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else ('alt', parts)

    def sequence(self):
        parts = []
        while self.at < len(self.text) and self.text[self.at] not in '|)':
            parts.append(self.repeated(self.atom()))
        return ('cat', parts)

    def atom(self):
        if self.take('(?:') or self.take('('):
            is_group = self.text[self.at - 1] == '('
            self.group_count += is_group
            number = self.group_count
            tree = self.alternatives()
            if not self.take(')'):
                raise ValueError(f'{self.text}: no )')
            return ('group', tree, number) if is_group else tree
        if self.take('$'):
            return ('end',)
        if self.take(r'\d'):
            return ('set', frozenset(DIGITS))
        match = re.compile(r'\[([0-9-]+)\]|([0-9])').match(self.text, self.at)
        if match is None:
            raise ValueError(f'{self.text}: cannot read from byte {self.at}')
        self.at = match.end()
        return ('set', digit_set(match.group(1) or match.group(2)))

    def repeated(self, part):
        if self.take('?'):
            return ('repeat', part, 0, 1)
        match = re.compile(r'\{(\d+)(?:,(\d+))?\}').match(self.text, self.at)
        if match is None:
            return part
        self.at = match.end()
        return ('repeat', part, int(match.group(1)), int(match.group(2) or match.group(1)))


def digit_set(text):
    digits = set()
    for low, high in re.findall(r'(\d)(?:-(\d))?', text):
        digits.update(range(int(low), int(high or low) + 1))
    return frozenset(digits)


def parsed(text):
    return Expression(text).read()


class Graph:
    """Hash-consed nodes (is_end, next per digit). NONE takes nothing, ANY takes everything."""

    NONE, ANY = 0, 1

    def __init__(self):
        self.nodes = [(False, (0,) * 10), (True, (1,) * 10)]
        self.numbers = {node: number for number, node in enumerate(self.nodes)}
        self.seen = {}
        self.empty = self.node(True, (self.NONE,) * 10)

    def node(self, is_end, nexts):
        key = (is_end, tuple(nexts))
        if key not in self.numbers:
            self.numbers[key] = len(self.nodes)
            self.nodes.append(key)
        return self.numbers[key]

    def combined(self, operation, a, b):
        """'or', 'and' or 'but' (a without b) of two languages."""
        short = self.short_cut(operation, a, b)
        if short is not None:
            return short
        key = (operation, a, b)
        if key not in self.seen:
            (end_a, nexts_a), (end_b, nexts_b) = self.nodes[a], self.nodes[b]
            is_end = {'or': end_a or end_b, 'and': end_a and end_b,
                      'but': end_a and not end_b}[operation]
            self.seen[key] = self.node(is_end, [self.combined(operation, x, y)
                                                for x, y in zip(nexts_a, nexts_b)])
        return self.seen[key]

    def short_cut(self, operation, a, b):
        if a == b:
            return self.NONE if operation == 'but' else a
        if operation == 'or':
            return {self.NONE: b, self.ANY: a}.get(a) if a < 2 else \
                {self.NONE: a, self.ANY: b}.get(b)
        if operation == 'but':
            return self.NONE if a == self.NONE or b == self.ANY else a if b == self.NONE else None
        if self.NONE in (a, b):
            return self.NONE
        return b if a == self.ANY else a if b == self.ANY else None

    def before(self, tree, follow):
        """The language of an expression with another behind it."""
        what = tree[0]
        if what == 'set':
            return self.node(False, [follow if digit in tree[1] else self.NONE
                                     for digit in DIGITS])
        if what == 'cat':
            for part in reversed(tree[1]):
                follow = self.before(part, follow)
            return follow
        if what == 'alt':
            result = self.NONE
            for part in tree[1]:
                result = self.combined('or', result, self.before(part, follow))
            return result
        if what == 'repeat':
            result = follow
            for _ in range(tree[3] - tree[2]):
                result = self.combined('or', follow, self.before(tree[1], result))
            for _ in range(tree[2]):
                result = self.before(tree[1], result)
            return result
        if what == 'group':
            return self.before(tree[1], follow)
        raise ValueError(f'no {what} in a language')

    def of_lengths(self, node, lengths, depth=0):
        """What of a language has one of these lengths."""
        if node == self.NONE or depth > max(lengths):
            return self.NONE
        key = (node, tuple(sorted(lengths)), depth)
        if key not in self.seen:
            is_end, nexts = self.nodes[node]
            self.seen[key] = self.node(is_end and depth in lengths,
                                       [self.of_lengths(x, lengths, depth + 1) for x in nexts])
        return self.seen[key]

    def pattern(self, text):
        return self.before(parsed(text), self.empty)
