"""Accidents to what has a structure: a tree of JSON, a table, a mail with its parts, a document of tags."""

from __future__ import annotations

import csv
import io
import json
import re
from random import Random
from typing import Any

STRANGE: list[Any] = [None, True, False, 0, -1, 1.5, 1e300, 2**31, 2**63, 10**18, "", " ", "x" * 3000, "\u0000", "NaN", [], {}, [[]]]
STRANGE += [[None], {"id": []}, "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "1714982400", "+33199001301", "anonymous", "é\u202e"]
STRANGE += ["2026-10-25 02:30:00", "29/02/2027", "1e400", "<p><a href='x'>" * 50, "=?utf-8?B?w6k=?=", "@" * 40, "\ud83d", "١٢", "-00:00"]
VALUES = [b"=?utf-8?Q?=ff?=", b"=?x?B?w6k?= " * 40, b"=?iso-2022-jp?B?GyRC?=", b"<" * 300, b"(" * 300, b"a@b, " * 300, b"<a@b> " * 200, b""]
VALUES += [b'"\\', b"; ; =;", b"base64", b"quoted-printable", b"uuencode", b"message/rfc822", b"multipart/mixed; boundary="]
VALUES += [b"multipart/mixed; boundary=x", b"text/html; charset=utf-7", b"text/plain; charset=unknown-8bit"]
VALUES += [b"Mon, 99 Foo 2026 25:61:61 +9999", b"Thu, 1 Jan 1970 00:00:00 -0000"]
_HEADER = re.compile(rb"^[!-9;-~]{1,60}:", re.MULTILINE)
_TAG = re.compile(rb"</?[A-Za-z][^<>]{0,300}>")


def change(rng: Random, data: bytes, other: bytes) -> bytes | None:
    """What the bytes are, changed as such: JSON or a line of it, a table, a mail, tags. None: nothing of the kind."""
    try:
        return json.dumps(_tree(rng, json.loads(data), _parsed(other))).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        pass
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    try:
        if lines[at][:1] in (b"{", b"["):
            lines[at] = json.dumps(_tree(rng, json.loads(lines[at]), _parsed(other))).encode("utf-8", "surrogatepass")
            return b"\n".join(lines)
    except (ValueError, RecursionError):
        pass
    separator = max((b",", b";", b"|", b"\t"), key=lines[0].count).decode()
    if lines[0].count(separator.encode()) >= 3:
        return _table(rng, data, separator)
    if _HEADER.match(data):
        return _mail(rng, data, other)
    return _tags(rng, data, other) if _TAG.search(data[:2000]) else None


def _mail(rng: Random, data: bytes, other: bytes) -> bytes:
    """A header lost, doubled, moved, of another mail, or with another value; a part within a part, or under another head."""
    head, gap, body = data.partition(b"\r\n\r\n" if b"\r\n\r\n" in data else b"\n\n")
    fields = re.split(rb"\r?\n(?![ \t])", head)
    at, to = rng.randrange(len(fields)), rng.randrange(len(fields))
    name, _, value = fields[at].partition(b":")
    match rng.randrange(10):
        case 0:
            del fields[at]
        case 1:
            fields[at:at] = [fields[at]] * rng.choice((1, 3, 300))
        case 2:
            fields[at], fields[to] = name + b":" + fields[to].partition(b":")[2], fields[to].partition(b":")[0] + b":" + value
        case 3:
            fields.insert(at, rng.choice(re.split(rb"\r?\n(?![ \t])", other.partition(b"\n\n")[0])))
        case 4:
            fields[at] = name + b": " + rng.choice(VALUES)
        case 5:
            fields[at] = name + b":" + value.replace(b" ", b"\n ")
        case 6:
            middle = rng.randint(0, len(value))
            fields[at] = name + b":" + value[:middle] + rng.choice(VALUES) + value[middle:]
        case 7:
            body = body.replace(b"\n\n", b"\n", rng.randint(1, 3))
        case 8:
            return _wrapped(rng, data, rng.choice((1, 1, 2, 30, 150)))
        case _:
            places = [found.start() for found in _HEADER.finditer(body)]
            if places:  # the head of a part
                begin = rng.choice(places)
                end = body.find(b"\n", begin)
                line = body[begin : max(begin, end)]
                body = body[:begin] + line.partition(b":")[0] + b": " + rng.choice(VALUES) + body[max(begin, end) :]
    return b"\n".join(fields) + gap + body


def _wrapped(rng: Random, data: bytes, times: int) -> bytes:
    """Within so many parts of parts, now and then with no end."""
    for depth in range(times):
        mark = b"b" if rng.random() < 0.1 else b"b%d" % depth
        inner = rng.choice((b"Content-Type: message/rfc822\n\n", b"Content-Type: text/plain\n\n", b""))
        end = b"" if rng.random() < 0.2 else b"\n--" + mark + b"--\n"
        data = b"Content-Type: multipart/mixed; boundary=" + mark + b"\n\n--" + mark + b"\n" + inner + data + end
    return data


def _tags(rng: Random, data: bytes, other: bytes) -> bytes:
    found = [one.span() for one in _TAG.finditer(data)]
    if not found:
        return data
    (begin, end), (first, last) = rng.choice(found), rng.choice(found)
    match rng.randrange(5):
        case 0:
            return data[:begin] + data[end:]
        case 1:
            return data[:begin] + data[begin:end] * rng.choice((2, 50, 2000)) + data[end:]
        case 2:
            return data[:begin] + data[first:last] + data[end:]
        case 3:
            return data[:begin] + data[min(begin, first) : max(end, last)][:3000] * 2 + data[end:]
        case _:
            return data[:end] + str(rng.choice(STRANGE)).encode("utf-8", "replace") + data[end:]


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return {}


def _tree(rng: Random, tree: Any, other: Any) -> Any:
    places = list(_places(tree))
    if not places:
        return rng.choice(STRANGE)
    inside, key = rng.choice(places)
    lent = [container[name] for container, name in _places(other)] or STRANGE
    match rng.randrange(6):
        case 0:
            del inside[key]
        case 1:
            inside[key] = [inside[key]] * rng.choice((1, 2, 200))
        case 2:
            inside[key] = rng.choice(lent)
        case 3:
            there, name = rng.choice(places)
            inside[key], there[name] = there[name], inside[key]
            if _nested(tree) > 60:  # a thing within itself
                return None
        case 4:
            for _ in range(rng.choice((1, 50, 400))):
                inside[key] = {str(key): inside[key]} if rng.random() < 0.5 else [inside[key]]
        case _:
            inside[key] = rng.choice(STRANGE)
    return tree


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree as its container and its key."""
    found: list[tuple[Any, Any]] = []
    open_: list[Any] = [tree]
    while open_ and len(found) < 20_000:
        one = open_.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        found += [(one, key) for key in keys]
        open_ += [one[key] for key in keys]
    return found


def _nested(tree: Any) -> int:
    level, depth = [tree], 0
    while level and depth < 100:
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())]
        depth += 1
    return depth


def _table(rng: Random, data: bytes, separator: str) -> bytes:
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8", "surrogateescape")), delimiter=separator))
    except csv.Error:
        return data
    full = [row for row in rows if row]
    if not full:
        return data
    column = rng.randrange(max(map(len, full)))
    strange = str(rng.choice(STRANGE))
    match rng.randrange(6):
        case 0:
            for row in full:
                del row[column : column + 1]
        case 1:
            for row in full:
                row.insert(column, strange)
        case 2:
            rng.choice(full)[column : column + 1] = [strange]
        case 3:
            to = rng.randrange(column + 1)
            for row in full:
                if len(row) > column:
                    row[column], row[to] = row[to], row[column]
        case 4:
            full.insert(rng.randrange(len(full)), list(rng.choice(full)))
            rows = full
        case _:
            rng.shuffle(full)
            rows = full
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n", quoting=rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")
