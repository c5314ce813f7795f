"""Computes returns apart from Holdfast and compares: the oracles of docs/spec/returns.md.

    check.py SERIES

SERIES has a JSON object a line, written by tests/it/oracles.rs. A test tool:
nothing of it is part of the program.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal, getcontext

import empyrical
import mpmath
import pandas
import pyxirr
import quantstats

mpmath.mp.dps = 50
# More digits than Holdfast has, so that only its own rounding shows.
getcontext().prec = 60

WITHIN = mpmath.mpf("1e-12")  # of ln(1 + r), against 50 digits; of its size where that is beyond 1
PYXIRR = 1e-8
HLEDGER = 0.01  # of a percent point: it prints two decimals
RISK = 1e-12
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


def check_year(series):
    """hledger's roi: gains are booked the day before what is paid in or out."""
    values = [(date.fromisoformat(day), Decimal(value)) for day, value in series["values"]]
    flows = {date.fromisoformat(day): Decimal(amount) for day, amount in series["flows"]}
    first, last = values[0][0], values[-1][0]
    day_before = timedelta(days=1)
    booked = [(first - day_before, values[0][1], "equity")]
    for (_, before), (day, value) in zip(values, values[1:]):
        paid = flows.get(day, Decimal(0))
        if paid:
            booked.append((day, paid, "cash"))
        if value - before != paid:
            booked.append((day, value - before - paid, "pnl"))
    with tempfile.NamedTemporaryFile("w", suffix=".journal", encoding="utf-8") as journal:
        for day, amount, other in booked:
            journal.write(f"{day} x\n  investment  {amount}\n  {other}\n\n")
        journal.flush()
        command = [os.environ["HLEDGER"], "-f", journal.name, "roi", "--inv", "investment"]
        command += ["--pnl", "pnl", "-b", str(first), "-e", str(last)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    row = next(line for line in printed.splitlines() if line.startswith("| 1 "))
    theirs = [float(it) for it in row.replace("%", "").replace("|", " ").split()[-2:]]
    # It rounds the return of the span to hundredths of a point before it takes the
    # root, and shows what is less than one of them as none.
    span = round(Decimal(series["time_weighted"]), 4)
    years = Decimal((last - first).days) / 365
    chained = float(((1 + span) ** (1 / years) - 1) * 100)
    ours = [float(Decimal(series["money_weighted"]) * 100), chained]
    for name, own, other in zip(["XIRR", "time-weighted"], ours, theirs):
        own = own if abs(own) >= HLEDGER else 0.0
        assert abs(own - other) <= HLEDGER, f"{name} {own}, hledger {other}"


def check_risk(series):
    months = pandas.Series(
        [float(it) for it in series["months"]],
        index=pandas.date_range("2016-01-31", periods=len(series["months"]), freq="ME"),
    )
    volatility, drawdown = float(series["volatility"]), float(series["drawdown"])
    theirs = [
        (volatility, empyrical.annual_volatility(months, period="monthly")),
        (volatility, quantstats.stats.volatility(months, periods=12, prepare_returns=False)),
        (drawdown, empyrical.max_drawdown(months)),
    ]
    for ours, other in theirs:
        assert abs(ours - other) <= RISK * max(1, abs(other)), f"{ours}, they {other}"


def main():
    rates = chains = compared = years = risks = 0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            series = json.loads(line)
            try:
                if "payments" in series:
                    compared += check_rates(series)
                    rates += 1
                elif "months" in series:
                    check_risk(series)
                    risks += 1
                elif "money_weighted" in series:
                    check_year(series)
                    check_chain(series)
                    years += 1
                else:
                    check_chain(series)
                    chains += 1
            except AssertionError as error:
                sys.exit(f"series {number}: {error}\n{line}")
    counts = (rates, chains, compared, years, risks)
    assert rates >= 10_000 and min(chains, compared) >= 1_000 and min(years, risks) >= 200, counts
    print(f"{rates} rates to 1e-12 of 50 digits, {compared} of them as pyxirr; {chains} chains to the last digit;")
    print(f"{years} spans of a year and more as hledger's roi; {risks} volatilities and drawdowns as empyrical and quantstats")


main()
