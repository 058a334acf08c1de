"""Work on several cores: a function over chunks, in helper processes that die with their parent and whose death is noticed."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from muniment.vocabulary.errors import TryAgainLater

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")


class Mapper(Protocol):
    """Applies a function to chunks; results come in the chunks' order."""

    def __call__(self, work: Callable[[Chunk], Result], chunks: Iterable[Chunk], /) -> Iterator[Result]: ...


@contextmanager
def mapper(processes: int) -> Iterator[Mapper]:
    """A mapper over `processes` helpers; in this process when that is one or less.

    Helpers start anew (spawn), so no thread or lock of the caller's is copied; `work` must be importable and chunks and
    results picklable. Few chunks are in flight at a time. An exception of `work` is raised here as it is. TryAgainLater
    (MUN-FORMATS-001) when a helper dies, which nothing but the machine does: memory ran out, somebody killed it.
    """
    if processes <= 1:
        yield map
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_die_with_parent)

    def apply(work: Callable[[Chunk], Result], chunks: Iterable[Chunk], /) -> Iterator[Result]:
        waiting: deque[Future[Result]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(work, chunk))
            if len(waiting) > 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    try:
        yield apply
    except BrokenProcessPool:
        raise TryAgainLater(
            "MUN-FORMATS-001",
            "A helper process died; nothing was kept of the step it worked for.",
            hint="Run the command again; where it happens again, give the machine more memory.",
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _die_with_parent() -> None:
    """A helper waits for work on a pipe it holds both ends of: without this it would outlive a killed parent."""
    from multiprocessing import parent_process
    from threading import Thread

    parent = parent_process()
    if parent is not None:
        Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
