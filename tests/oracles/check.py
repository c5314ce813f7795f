"""Computes returns apart from Holdfast and compares: the oracles of docs/spec/returns.md.

    check.py SERIES

SERIES has a JSON object a line, written by tests/it/oracles.rs. A test tool:
nothing of it is part of the program.
"""

import json
import math
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal, getcontext

import mpmath
import pyxirr

mpmath.mp.dps = 50
# More digits than Holdfast has, so that only its own rounding shows.
getcontext().prec = 60

WITHIN = mpmath.mpf("1e-12")  # of ln(1 + r), against 50 digits; of its size where that is beyond 1
PYXIRR = 1e-8
PRINTED = Decimal("1e-20")  # of a chained return: 28 digits, less the rounding of each step


def by_day(payments):
    sums = defaultdict(Decimal)
    for day, amount in payments:
        sums[date.fromisoformat(day)] += Decimal(amount)
    return sorted((day, amount) for day, amount in sums.items() if amount)


def changes_of_sign(amounts):
    signs = [amount > 0 for amount in amounts if amount]
    return sum(a != b for a, b in zip(signs, signs[1:]))


def present_value(payments, yearly_log):
    first = payments[0][0]
    return mpmath.fsum(
        mpmath.mpf(str(amount)) * mpmath.exp(-yearly_log * (day - first).days / 365)
        for day, amount in payments
    )


def scan(payments):
    """The intervals of ln(1 + r) in which the present value changes its sign."""
    first, days = payments[0][0], (payments[-1][0] - payments[0][0]).days
    terms = [(float(amount), (day - first).days / days) for day, amount in payments]
    # Growth over the span, closer together near zero.
    places = [30 * math.sinh(4 * (at / 300 - 1)) / math.sinh(4) for at in range(601)]
    signs = []
    for growth in places:
        shift = min(growth, 0)
        signs.append(sum(a * math.exp(shift - growth * share) for a, share in terms) > 0)
    year = 365 / days
    return [
        (a * year, b * year)
        for a, b, x, y in zip(places, places[1:], signs, signs[1:])
        if x != y
    ]


def check_rates(series):
    payments = by_day(series["payments"])
    found = [mpmath.mpf(it) for it in series["yearly_logs"]]
    for root in found:
        low, high = (
            present_value(payments, root + it * max(1, abs(root))) for it in (-WITHIN, WITHIN)
        )
        assert low == 0 or high == 0 or (low < 0) != (high < 0), f"no root within 1e-12 of {root}"
    for low, high in scan(payments):
        assert any(low - 1e-9 <= it <= high + 1e-9 for it in found), f"no root in {low}, {high}"
    changes = changes_of_sign([amount for _, amount in payments])
    assert len(found) <= changes, f"{len(found)} roots, {changes} changes of sign"
    assert len(found) % 2 == changes % 2, f"{len(found)} roots, {changes} changes of sign"
    days = (payments[-1][0] - payments[0][0]).days
    if changes == 1 and days >= 30 and len(found) == 1:
        rate = pyxirr.xirr([it[0] for it in payments], [float(it[1]) for it in payments])
        ours = float(mpmath.expm1(found[0]))
        # It gives up where the rate is far from any that a person has.
        if rate is None or not math.isfinite(rate):
            assert abs(ours) > 10 or ours < -0.9, f"{ours}, and pyxirr has none"
            return 0
        assert abs(rate - ours) <= PYXIRR * max(1, abs(ours)), f"{ours}, pyxirr {rate}"
        return 1
    return 0


def check_chain(series):
    values = [(date.fromisoformat(day), Decimal(value)) for day, value in series["values"]]
    flows = [(date.fromisoformat(day), Decimal(amount)) for day, amount in series["flows"]]
    growth = Decimal(1)
    for (p, begin), (q, end) in zip(values, values[1:]):
        days = (q - p).days
        inner = [(day, amount) for day, amount in flows if p < day <= q]
        base = begin + sum(
            amount * ((q - day).days + (1 if amount > 0 else 0)) / days for day, amount in inner
        )
        growth *= 1 + (end - begin - sum(amount for _, amount in inner)) / base
    ours = Decimal(series["time_weighted"])
    assert abs(growth - 1 - ours) <= PRINTED * max(1, growth), f"{ours}, apart {growth - 1}"
    assert round(growth - 1, 12) == round(ours, 12), f"{ours}, apart {growth - 1}"


def main():
    rates = chains = compared = 0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            series = json.loads(line)
            try:
                if "payments" in series:
                    compared += check_rates(series)
                    rates += 1
                else:
                    check_chain(series)
                    chains += 1
            except AssertionError as error:
                sys.exit(f"series {number}: {error}\n{line}")
    assert rates >= 10_000 and chains >= 1_000 and compared >= 1_000, (rates, chains, compared)
    print(f"{rates} rates to 1e-12 of 50 digits, {compared} of them as pyxirr; {chains} chains to the last digit")


main()
