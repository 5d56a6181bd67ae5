# SPDX-License-Identifier: Apache-2.0
"""A small set of cases in which every allowed pair of values occurs.

Dimensions are {name: values}. A rule is (names, forbids): forbids(values of these names) tells that
they do not go together. The search takes pairs in order, starts a case from each that is not
covered yet, and fills it so that it covers as many new ones as it can. No chance is involved.

Every value has a bit. Rules of two names become, for each value, the mask of those it goes with;
while a case is filled, the masks of its values leave the bits that may still be taken. The few
longer rules are asked once all their names are there.
"""

import functools
import itertools


class Space:
    def __init__(self, dimensions, rules):
        self.dimensions = dimensions
        self.names = list(dimensions)
        self.bits = {}
        for name in self.names:
            for value in dimensions[name]:
                self.bits[name, value] = 1 << len(self.bits)
        self.masks = {name: sum(self.bits[name, value] for value in dimensions[name])
                      for name in self.names}
        self.long_rules = [rule for rule in rules if len(rule[0]) > 2]
        self.goes_with = dict.fromkeys(self.bits, sum(self.masks.values()))
        for names, forbids in rules:
            if len(names) == 2:
                self._forbid(names, forbids)

    def _forbid(self, names, forbids):
        one, other = names
        for a, b in itertools.product(self.dimensions[one], self.dimensions[other]):
            if forbids(a, b):
                self.goes_with[one, a] &= ~self.bits[other, b]
                self.goes_with[other, b] &= ~self.bits[one, a]

    def allows(self, case):
        """Whether the values of a case, which may have holes, go together."""
        return (all(self.goes_with[one] & self.bits[other] or one[0] == other[0]
                    for one, other in itertools.permutations(case.items(), 2))
                and not any(forbids(*(case[name] for name in names))
                            for names, forbids in self.long_rules
                            if all(name in case for name in names)))

    def complete(self, part, gain=lambda case, name, value: 0):
        """A whole case around part, values of the highest gain first; None: there is none."""
        if not self.allows(part):
            return None
        left = sum(self.masks.values())
        for item in part.items():
            left &= self.goes_with[item]
        return self._fill(part, left, gain)

    def _fill(self, case, left, gain):
        name = self._narrowest(case, left)
        if name is None:
            return {name: case[name] for name in self.names}
        values = [value for value in self.dimensions[name] if left & self.bits[name, value]]
        for value in sorted(values, key=lambda value: -gain(case, name, value)):
            longer = {**case, name: value}
            if not self.allows(longer):
                continue
            whole = self._fill(longer, left & self.goes_with[name, value], gain)
            if whole is not None:
                return whole
        return None

    def _narrowest(self, case, left):
        """The open dimension with the fewest values left; None: none is open."""
        return min((name for name in self.names if name not in case),
                   key=lambda name: bin(left & self.masks[name]).count('1'), default=None)

    @functools.cached_property
    def pairs(self):
        """Every pair ((name, value), (name, value)) that some whole case holds."""
        found = {}
        for one, other in itertools.combinations(self.names, 2):
            for a, b in itertools.product(self.dimensions[one], self.dimensions[other]):
                if ((one, a), (other, b)) in found:
                    continue
                case = self.complete({one: a, other: b})
                if case is not None:
                    found.update(dict.fromkeys(pairs_of(case)))
        return list(found)

    def cover(self, first=()):
        """Cases that together hold all pairs, the given ones first."""
        wanted = dict.fromkeys(self.pairs)
        cases = list(first)
        for pair in itertools.chain.from_iterable(map(pairs_of, cases)):
            wanted.pop(pair, None)

        def gain(case, name, value):
            return sum(pair_of(self.names, other, case[other], name, value) in wanted
                       for other in case)
        while wanted:
            case = self.complete(dict(next(iter(wanted))), gain)
            cases.append(case)
            for pair in pairs_of(case):
                wanted.pop(pair, None)
        return cases

    def product(self, names, **fixed):
        """Every allowed case of these dimensions around what is fixed; the others take turns."""
        for turn, values in enumerate(itertools.product(*(self.dimensions[name]
                                                          for name in names))):
            def gain(_, name, value, turn=turn):
                return (self.dimensions[name].index(value) + turn) % len(self.dimensions[name])
            case = self.complete({**fixed, **dict(zip(names, values))}, gain)
            if case is not None:
                yield case


def pair_of(names, one, a, other, b):
    if names.index(one) < names.index(other):
        return (one, a), (other, b)
    return (other, b), (one, a)


def pairs_of(case):
    """All pairs of a whole case, in the order of its names."""
    return itertools.combinations(case.items(), 2)
