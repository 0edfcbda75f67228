#!/usr/bin/env python3
"""Computes golden.json: what every scaling strategy must answer for small tensors.

Written from the definitions (the headers in common/scaling and the memory layout in
common/memory/tile_layout.h), in the slowest and plainest way, so that it shares no method with the
C++ code: least squares by a look at every interval between breakpoints, overlap by the exhaustive
encoding of every tile. Needs numpy. Usage: make_golden.py > golden.json (about two minutes).
"""

import itertools
import json

import numpy as np

MID_RISE, MID_TREAD = "mid_rise", "mid_tread"


def default_zero_point(bits, kind):
    return (2**bits - 1) / 2 if kind == MID_RISE else 2 ** (bits - 1)


def of_top(alpha, bits, kind):
    return alpha / (2**bits - 1 - default_zero_point(bits, kind))


def nearest(w, delta, zero_point, bits):
    return np.clip(np.round(w / delta + zero_point), 0, 2**bits - 1) - zero_point


def least_squares_delta(w, h, bits, kind):
    zero_point = default_zero_point(bits, kind)
    steps = np.arange(1, 2 ** (bits - 1) + 1) - (0 if kind == MID_RISE else 0.5)
    breakpoints = np.unique((np.abs(w)[:, None] / steps).ravel())
    breakpoints = breakpoints[breakpoints > 0]
    inside = np.concatenate([
        breakpoints[:1] / 2,
        (breakpoints[1:] + breakpoints[:-1]) / 2,
        breakpoints[-1:] * 2,
    ])
    best_error, best_delta = np.inf, None
    for delta in inside:
        v = nearest(w, delta, zero_point, bits)
        if not np.any(h * v * v > 0):
            continue
        refit = np.sum(h * w * v) / np.sum(h * v * v)
        error = np.sum(h * (w - refit * v) ** 2)
        if error < best_error:
            best_error, best_delta = error, refit
    return best_delta


def octav_edge(w, h, bits):
    magnitude = np.abs(w)
    kappa = 4.0**-bits / 3

    def model_error(s):
        clipped = magnitude > s
        return kappa * s * s * np.sum(h[~clipped]) + np.sum(h[clipped] * (magnitude[clipped] - s) ** 2)

    visited = [np.max(magnitude)]
    s = np.sum(h * magnitude) / np.sum(h)
    for _ in range(100):
        if s <= 0:
            break
        visited.append(s)
        clipped = magnitude > s
        step = np.sum(h[clipped] * magnitude[clipped]) / (
            kappa * np.sum(h[~clipped]) + np.sum(h[clipped]))
        if abs(step - s) < 1e-13 * s:
            return s
        s = step
    return min(visited, key=model_error)


class Tiles:
    """Exhaustive encoding with the skewed layout and free rotations."""

    def __init__(self, bits, shared):
        self.bits, self.shared = bits, shared
        low = list(range(shared // 2))
        self.significance = low + [bits - 1 - m for m in reversed(low)]
        codes = np.arange(2**bits)
        pattern = sum(((codes >> s) & 1) << m for m, s in enumerate(self.significance))
        # Codes of each content of a word's shared cells, [2^S, 2^(B-S)].
        self.codes_of_pattern = np.stack([codes[pattern == p] for p in range(2**shared)])
        # The contents of a tile's words for each content of its cells, [rotations][2S, 2^(S*S)].
        self.patterns = [self._patterns(rotation) for rotation in range(shared)]

    def _patterns(self, rotation):
        size = self.shared
        contents = np.arange(2 ** (size * size))
        patterns = np.zeros((2 * size, len(contents)), dtype=np.int64)
        for row, column in itertools.product(range(size), repeat=2):
            bit = (contents >> (row * size + column)) & 1
            m = (row + column + rotation) % size
            patterns[row] |= bit << m
            patterns[size + column] |= bit << (size - 1 - m)
        return patterns

    def error(self, w, h, delta, zero_point):
        """The least sum h (w - w_hat)^2 that any content of the cells has."""
        words = 2 * self.shared
        padding = -len(w) % words
        w = np.concatenate([w, np.zeros(padding)])
        h = np.concatenate([h, np.zeros(padding)])
        value = delta * (self.codes_of_pattern - zero_point)
        # [weights, 2^S]
        cost = np.min(h[:, None, None] * (w[:, None, None] - value) ** 2, axis=2)
        total = 0.0
        for tile in range(len(w) // words):
            part = cost[tile * words:(tile + 1) * words]
            total += min(
                np.min(sum(part[word][patterns[word]] for word in range(words)))
                for patterns in self.patterns)
        return total


def overlap_error(w, h, bits, shared, zero_points):
    """The least error after encoding over a dense scan of delta."""
    if shared == 0:
        def error(delta, zero_point):
            v = nearest(w, delta, zero_point, bits)
            return np.sum(h * (w - delta * v) ** 2)
    else:
        tiles = Tiles(bits, shared)

        def error(delta, zero_point):
            return tiles.error(w, h, delta, zero_point)

    widest = 2 * np.max(np.abs(w)) / 2 ** (bits - 1)
    count = 100 if shared == 4 else 2000
    best = np.inf
    for zero_point in zero_points:
        deltas = widest * np.geomspace(0.05, 1, count)
        errors = [error(delta, zero_point) for delta in deltas]
        for center in np.argsort(errors)[:8]:
            ratio = deltas[1] / deltas[0]
            near = deltas[center] * np.geomspace(1 / ratio, ratio, 21)
            best = min(best, min(error(delta, zero_point) for delta in near))
    return best


def case(name, w, h, bits, shared, kind):
    w32 = np.asarray(w, dtype=np.float32)
    h32 = None if h is None else np.asarray(h, dtype=np.float32)
    w = w32.astype(np.float64)
    h = np.ones_like(w) if h32 is None else h32.astype(np.float64)
    middle = default_zero_point(bits, kind)
    effective = bits - shared // 2
    effective_kind = kind if effective > 1 else MID_RISE
    asymmetric = (np.max(w) - np.min(w)) / (2**bits - 1)
    answers = {
        "min_max": (of_top(np.max(np.abs(w)), bits, kind), middle),
        "sigma": (of_top(abs(np.mean(w)) + 3 * np.std(w), bits, kind), middle),
        "min_max_asymmetric": (asymmetric, -np.min(w) / asymmetric),
        "mse_effective": (least_squares_delta(w, h, effective, effective_kind)
                          * 2.0 ** (effective - bits), middle),
        "mse": (least_squares_delta(w, h, bits, kind), middle),
        "octav": (2 * octav_edge(w, h, bits) / 2**bits, middle),
    }
    return {
        "name": name,
        "bits": bits,
        "shared_bits": shared,
        "zero_point": kind,
        "weights": [float(x) for x in w32],
        "importance": [] if h32 is None else [float(x) for x in h32],
        "answers": {key: {"delta": float(d), "zero_point": float(z)}
                    for key, (d, z) in answers.items()},
        "overlap_error": float(overlap_error(
            w, h, bits, shared, {middle, answers["min_max_asymmetric"][1]})),
    }


def main():
    random = np.random.default_rng(20240501)
    tensors = {
        "gaussian": (random.normal(0, 0.1, 48), None),
        "laplacian_weighted": (random.laplace(0, 0.02, 61), random.exponential(1, 61)),
        "skewed": (random.gamma(2, 0.05, 40) - 0.02, None),
        "outlier": (np.append(random.normal(0, 1, 39), 9.0), None),
    }
    memories = [(8, 2, MID_RISE), (4, 4, MID_RISE), (4, 2, MID_TREAD), (3, 2, MID_RISE),
                (2, 2, MID_TREAD), (8, 0, MID_TREAD), (5, 0, MID_RISE)]
    cases = [case(name, w, h, *memory)
             for name, (w, h) in tensors.items() for memory in memories]
    print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")


if __name__ == "__main__":
    main()
