#!/usr/bin/env python3
"""The host names that the rows of a vendor's page name, for NAME.hosts beside NAME.rows.

    tests/unit/matrix/pages/hosts.py PAGE.md > tests/unit/matrix/pages/NAME.hosts

Written apart from the reader of pages in matrix/page, and knowing nothing of it: it only numbers the rows and looks for
what has the shape of a host name, in cells and notes alike. What the matrix makes of them is compared by pages_test.cpp.
A line is the number of a row, a tab, and its names in order, without the page's other words.
"""

import re
import sys

HOST = re.compile(
    r"(?:\*\.|<[a-z][a-z-]*>\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[a-z][a-z0-9]*/?)?(?![\w.])"  # with a wildcard or a placeholder
    r"|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
)


def rows(lines):
    """The rows of all tables from somewhere to somewhere, from 1; headings inside tables do not count."""
    inside = False
    for line in lines:
        if not line.startswith("|"):
            inside = False
            continue
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if cells[:2] == ["From", "To"]:
            inside = True
        elif inside and len([c for c in cells if c]) > 1 and not all(set(c) <= set("-: ") for c in cells):
            yield " ".join(cells)


def hosts(row):
    row = re.sub(r"\]\([^)]*\)", "]", row)  # where links lead is the vendor's documentation
    row = row.replace("\\", "")
    found = []
    for name in HOST.findall(row):
        if name not in found:
            found.append(name)
    return found


with open(sys.argv[1], encoding="utf-8") as page:
    for number, row in enumerate(rows(page), 1):
        if names := hosts(row):
            print(f"{number}\t{' '.join(names)}")
