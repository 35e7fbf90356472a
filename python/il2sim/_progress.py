"""Progress bars, where tqdm is installed and somebody looks."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

Called = Callable[[float, float, int, int], object]


def _bar(wanted: bool | None) -> Any:
    """A bar of tqdm's, or none: where it is not wanted, not installed, or nobody looks."""
    if wanted is False or (wanted is None and not sys.stderr.isatty() and not _in_notebook()):
        return None
    try:
        with warnings.catch_warnings():
            # A notebook without ipywidgets has a bar of text.
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        return None
    shape = "{l_bar}{bar}| {n:.0f}/{total:.0f} h{postfix}"
    # The end is known with the first host step; a bar needs one before.
    return tqdm(total=1.0, unit="h", leave=False, bar_format=shape)


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    active = shell.get_ipython() if shell is not None else None
    return type(active).__name__ == "ZMQInteractiveShell"


@contextlib.contextmanager
def follower(
    callback: Callable[[Any], object] | None,
    wanted: bool | None,
    make: Callable[[float, float, int, int], Any],
) -> Iterator[Called | None]:
    """What is called after each host step: the bar, then the callback; none where there is none."""
    if callback is not None and not callable(callback):
        raise TypeError("callback: a function of one argument, the progress")
    bar = _bar(wanted)
    if bar is None and callback is None:
        yield None
        return

    def called(time_h: float, until_h: float, active: int, total: int) -> object:
        if bar is not None:
            bar.total = until_h
            bar.set_postfix_str(f"{active} of {total} alive", refresh=False)
            bar.update(time_h - bar.n)
        return callback(make(time_h, until_h, active, total)) if callback is not None else None

    try:
        yield called
    finally:
        if bar is not None:
            bar.close()
