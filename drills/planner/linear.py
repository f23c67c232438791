"""Linear programmes for HiGHS: columns, rows, and the bound that the solver gives.

What they mean is proof.py's and gap.py's. The package highspy is optional.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

THREADS = 2


class NoSolver(RuntimeError):
    """The package highspy is not installed."""


def solver() -> Any:
    """The package highspy. Raises NoSolver."""
    try:
        import highspy
    except ImportError:
        raise NoSolver("install highspy to prove what no plan can do") from None
    return highspy


class Programme:
    """Columns of 0 or more with a cost each, rows between two bounds, the least cost wanted."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.most: list[float] = []
        self.rows: list[tuple[float, float, Sequence[int], Sequence[float]]] = []

    def column(self, cost: float, most: float = math.inf) -> int:
        """Another column; gives its number."""
        self.costs.append(cost)
        self.most.append(most)
        return len(self.costs) - 1

    def row(self, low: float, high: float, columns: list[int], values: list[float]) -> None:
        """Another row; one without columns is left out."""
        if columns:
            self.rows.append((low, high, columns, values))

    def total(self, low: float, high: float, columns: list[int]) -> None:
        """A row that bounds a plain sum."""
        self.row(low, high, columns, [1.0] * len(columns))

    def in_fractions(self) -> float:
        """The least cost where columns may be any number."""
        made = self._model()
        made.run()
        return _finite(made.getInfo().objective_function_value)

    def in_whole_numbers(self, columns: Sequence[int], seconds: float) -> float:
        """A lower bound of the cost with these columns whole; the least if time allows."""
        highspy = solver()
        made = self._model()
        whole = [highspy.HighsVarType.kInteger] * len(columns)
        made.changeColsIntegrality(len(whole), list(columns), whole)
        made.setOptionValue("time_limit", seconds)
        made.run()
        return _finite(made.getInfo().mip_dual_bound)

    def _model(self) -> Any:
        highspy = solver()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.rows)
        lp.col_cost_ = self.costs
        lp.col_lower_ = [0.0] * len(self.costs)
        lp.col_upper_ = self.most
        lp.row_lower_ = [low for low, *_ in self.rows]
        lp.row_upper_ = [high for _, high, *_ in self.rows]
        starts, index, value = [0], [], []
        for *_, columns, values in self.rows:
            index += columns
            value += values
            starts.append(len(index))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, value
        with _unheard():
            made = highspy.Highs()
        made.setOptionValue("output_flag", False)
        made.setOptionValue("threads", THREADS)
        made.passModel(lp)
        return made


@contextmanager
def _unheard() -> Iterator[None]:
    """The solver greets on standard output as it starts, in the midst of our JSON."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # its own buffer, not Python's
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0
