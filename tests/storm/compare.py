# SPDX-License-Identifier: Apache-2.0
"""Whether one front failed more often than its twin, said honestly for small counts.

Failures are rare and independent of each other, so their counts are taken for Poisson variables of
rates a (ours) and b (the twin's), both over the same signals, clients and time. Given their sum n,
ours is binomial over n with p = a / (a + b). The claim is a <= 1.05 b, so p <= 1.05 / 2.05; it is
refuted when a count as high as ours, or higher, would come about in fewer than 1 of 1,000 storms if
it held. With 0 against 9 that is not so, with 0 against 11 it is; 140 against 140 passes and 215
against 140 does not.
"""

import math

RATIO = 1.05
DOUBT = 0.001


def chance(total, count, p):
    """Of `count` among `total`; by logarithms, for totals are large."""
    return math.exp(math.lgamma(total + 1) - math.lgamma(count + 1) -
                    math.lgamma(total - count + 1) + count * math.log(p) +
                    (total - count) * math.log(1 - p))


def is_worse(ours, twins, our_tries=1, twin_tries=1):
    """The tries matter where not signals but requests bring failures about."""
    total = ours + twins
    p = RATIO * our_tries / (RATIO * our_tries + twin_tries)
    return sum(chance(total, k, p) for k in range(ours, total + 1)) < DOUBT
