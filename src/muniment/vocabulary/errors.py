"""Every error a person can meet, with its exit code (CONTRACT.md, Commands).

An error carries a code, a sentence, what to do, and the citation where law is the reason. It never carries a record
value, a name, a number or a secret: those would reach logs.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """One defect of an input: where it is, what it is, how to cure it. Never the offending value itself.

    `row` counts data rows from 1 (the header is row 0); None where the defect is of the whole file.
    `column` is the column or key path; empty where none applies.
    """

    file: str
    row: int | None
    column: str
    code: str
    message: str
    hint: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


class MunimentError(Exception):
    """An error meant for a person. `exit_code` is the command's exit code."""

    exit_code: ClassVar[int] = 1

    def __init__(
        self, code: str, message: str, *, hint: str = "", citation: str = "", defects: Iterable[Defect] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.citation = citation
        self.defects = tuple(defects)

    def __reduce__(self) -> tuple[object, ...]:
        """Crosses process boundaries whole: address parsing runs in helper processes."""
        return (_rebuild, (type(self), self.code, self.message, self.hint, self.citation, self.defects))

    def as_json(self) -> dict[str, object]:
        body: dict[str, object] = {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "citation": self.citation,
        }
        if self.defects:
            body["defects"] = [d.as_json() for d in self.defects]
        return body


def _rebuild(
    kind: type[MunimentError], code: str, message: str, hint: str, citation: str, defects: tuple[Defect, ...]
) -> MunimentError:
    return kind(code, message, hint=hint, citation=citation, defects=defects)


class LawSaysNo(MunimentError):
    """The law, the agreement, an order or the separation of duties says no (exit 1)."""

    exit_code = 1


class UsageError(MunimentError):
    """The command was called wrongly: an unknown id, a missing option (exit 2)."""

    exit_code = 2


class InputRefused(MunimentError):
    """An input cannot be accepted; `defects` lists every defect found, never only the first (exit 3)."""

    exit_code = 3


class IntegrityFailure(MunimentError):
    """A signature, a hash or the ledger does not bear out what is claimed (exit 4)."""

    exit_code = 4


class TryAgainLater(MunimentError):
    """Nothing is wrong; a lock is held or a service does not answer (exit 5)."""

    exit_code = 5


def disk_is_full(error: BaseException) -> bool:
    """Whether the system refused a write for want of room, or of what its user may take of it."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
