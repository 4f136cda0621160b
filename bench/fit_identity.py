"""Fits the weights of streams/rules/identity/likeness.py on people whose identity is known.

    python bench/fit_identity.py [--only FEATURE] DIR... > streams/rules/identity/weights.json

Each DIR holds interactions.jsonl, truth.jsonl ({"interaction", "party", "person", "kind"}) and own.txt. The weights are those of a logistic
regression with a ridge penalty on the pairs that certain evidence left apart; then a second one makes them probabilities, given the rivals.
With --only one weight is fitted, on the pairs that have it, and all others stay: for evidence that only some of the folders show.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np

from schemas.interaction import Interaction, Own
from streams.rules.identity import likeness
from streams.rules.identity.likeness import FEATURES, SECOND
from streams.rules.identity.resolving import resolve
from streams.rules.identity.suggesting import View, second_look

RIDGE = 1.0


def logistic(x: np.ndarray, y: np.ndarray, ridge: float) -> np.ndarray:
    """Newton's method; the first column, the constant, is not penalised."""
    w = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 1e-6
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty), x.T @ (y - p) - penalty * w)
        w += step
        if np.abs(step).max() < 1e-6:
            break
    return w


def main(folders: list[str]) -> None:
    only = folders[1] if folders[:1] == ["--only"] else None
    folders = folders[2:] if only else folders
    rows, labels, sets = [], [], []
    for folder in map(Path, folders):
        interactions = [msgspec.json.decode(line, type=Interaction) for line in (folder / "interactions.jsonl").read_bytes().splitlines()]
        truth = {}
        for line in (folder / "truth.jsonl").read_text().splitlines():
            said = json.loads(line)
            if said["kind"] == "person":
                truth[said["interaction"], said["party"]] = said["person"]
        found = resolve(interactions, own=Own(names=tuple((folder / "own.txt").read_text().split())), region="FR")
        owner: dict[int, Counter[str]] = {}
        for key, place in found.place_of.items():
            if key in truth:
                owner.setdefault(found.groups.root(place), Counter())[truth[key]] += 1
        known = {root: counted.most_common(1)[0][0] for root, counted in owner.items()}
        here = [(a, b, numbers) for a, b, numbers in View(found, least=-math.inf).candidates() if a in known and b in known]
        right = [float(known[a] == known[b]) for a, b, _ in here]
        print(folder, len(here), sum(right), file=sys.stderr)
        rows += [numbers for _, _, numbers in here]
        labels += right
        sets.append((here, right))
    x, y = np.array(rows), np.array(labels)
    if only:
        shipped, second_table = likeness.weights()
        tell({**shipped, only: _one(x, y, FEATURES.index(only))}, second_table)
        return
    first = logistic(x, y, RIDGE)
    weights = dict(zip(FEATURES, first.tolist(), strict=True))
    looks, truths = [], []
    for here, right in sets:
        looks += [look for _, _, look in second_look(here, weights)]
        truths += right
    second = logistic(np.array(looks), np.array(truths), RIDGE)
    tell(weights, dict(zip(SECOND, second.tolist(), strict=True)))


def _one(x: np.ndarray, y: np.ndarray, at: int) -> float:
    """The weight of one feature, where all others have theirs."""
    here = x[:, at] > 0
    factors = [0.0 if name == FEATURES[at] else value for name, value in likeness.weights()[0].items()]
    w = 0.0
    for _ in range(60):
        p = 1 / (1 + np.exp(-(x[here] @ np.array(factors) + w * x[here, at])))
        w += (x[here, at] @ (y[here] - p) - RIDGE * w) / ((x[here, at] ** 2) @ (p * (1 - p)) + RIDGE)
    return float(w)


def tell(first: Mapping[str, float], second: Mapping[str, float]) -> None:
    told = {name: {each: round(value, 4) for each, value in table.items()} for name, table in (("first", first), ("second", second))}
    json.dump(told, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
