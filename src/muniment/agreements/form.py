"""Reads a mapping key by key and collects every defect of its form, with the path of the key; never a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from muniment.formats.yaml import as_date
from muniment.vocabulary.errors import Defect, InputRefused

_T = TypeVar("_T")


class Form:
    """One mapping of a document. Each method returns what the key holds, or a neutral value and one more defect.

    A neutral value never reaches a reader's result: `refuse` stands between.
    """

    def __init__(self, body: Mapping[str, Any], file: str, path: str = "", defects: list[Defect] | None = None) -> None:
        self.body = body
        self._file, self._path = file, path
        self._defects: list[Defect] = [] if defects is None else defects

    def add(self, key: str, code: str, message: str, hint: str = "") -> None:
        self._defects.append(Defect(self._file, None, self._path + key, code, message, hint))

    def refuse(self, code: str, what: str) -> None:
        """Raise InputRefused with all defects of the document; do nothing where there is none."""
        if self._defects:
            count = "1 defect" if len(self._defects) == 1 else f"{len(self._defects)} defects"
            raise InputRefused(
                code,
                f"{what} cannot be read: {count}.",
                hint="Correct what is listed and add the file again.",
                defects=self._defects,
            )

    def text(self, key: str, *, missing: str | None = None) -> str:
        """Text that is not blank, trimmed; `missing` where the key is absent or null, if that is allowed."""
        value = self.body.get(key)
        if value is None:
            return self._absent(key, missing, "")
        if not isinstance(value, str):
            self.add(key, "MUN-FORM-003", "This is not text.", "Put it in quotation marks.")
            return ""
        if not value.strip() and missing is None:
            self.add(key, "MUN-FORM-002", "This is empty.")
        return value.strip()

    def day(self, key: str) -> date:
        """A date that must be there."""
        value = self.optional_day(key)
        if value is None and self.body.get(key) is None:
            self._absent(key, None, "")
        return value or date.min

    def optional_day(self, key: str) -> date | None:
        value = self.body.get(key)
        if value is None:
            return None
        read = as_date(value)
        if read is None:
            self.add(key, "MUN-FORM-004", "This is not a date.", "Write YYYY-MM-DD.")
        return read

    def whole(self, key: str, *, missing: int | None, least: int = 0, choices: Sequence[int] = ()) -> int:
        """A whole number, at least `least`, and one of `choices` where they are given."""
        value = self.body.get(key)
        if value is None:
            return self._absent(key, missing, 0)
        if not isinstance(value, int) or isinstance(value, bool):
            self.add(key, "MUN-FORM-005", "This is not a whole number.")
            return 0
        if choices and value not in choices:
            self.add(key, "MUN-FORM-006", f"This is none of: {', '.join(map(str, choices))}.")
        elif value < least:
            self.add(key, "MUN-FORM-007", f"This is less than {least}.")
        return value

    def fraction(self, key: str, *, missing: float) -> float:
        """A number between 0 and 1, neither of them."""
        value = self.body.get(key)
        if value is None:
            return missing
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 1:
            self.add(key, "MUN-FORM-008", "This is not a number between 0 and 1.")
            return missing
        return float(value)

    def flag(self, key: str, *, missing: bool) -> bool:
        value = self.body.get(key)
        if value is None:
            return missing
        if not isinstance(value, bool):
            self.add(
                key, "MUN-FORM-009", "This is neither true nor false.", "Write true or false without quotation marks."
            )
            return missing
        return value

    def choice(self, key: str, choices: Sequence[str], *, missing: str) -> str:
        value = self.body.get(key)
        if value is None:
            return missing
        if not isinstance(value, str) or value not in choices:
            self.add(key, "MUN-FORM-006", f"This is none of: {', '.join(choices)}.")
            return missing
        return value

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts, none blank, none twice; one text stands for a list of it."""
        value = self.body.get(key)
        if value is None:
            if needed:
                self._absent(key, None, "")
            return ()
        entries = [value] if isinstance(value, str) else value
        if not isinstance(entries, list):
            self.add(key, "MUN-FORM-010", "This is not a list.")
            return ()
        if needed and not entries:
            self.add(key, "MUN-FORM-002", "This is empty.")
        found: list[str] = []
        for at, entry in enumerate(entries):
            if not isinstance(entry, str) or not entry.strip():
                self.add(f"{key}[{at}]", "MUN-FORM-003", "This is not text, or empty.")
            elif entry.strip() in found:
                self.add(f"{key}[{at}]", "MUN-FORM-011", "This stands in the list already.")
            else:
                found.append(entry.strip())
        return tuple(found)

    def section(self, key: str, *, needed: bool = False, known: Sequence[str] = ()) -> Form:
        """The mapping below `key`; an empty one where it is absent and need not be there.

        With `known`, any other key in it is a defect: a term that nothing would enforce must not look agreed.
        """
        value = self.body.get(key)
        path = f"{self._path}{key}."
        if value is None or not isinstance(value, Mapping):
            if value is not None:
                self.add(key, "MUN-FORM-012", "This is not a mapping of keys to values.")
            elif needed:
                self._absent(key, None, "")
            # Its own keys cannot be missing twice over.
            return Form({}, self._file, path, [] if value is not None or needed else self._defects)
        for name in value:
            if known and name not in known:
                self.add(f"{key}.{name}", "MUN-FORM-013", "This term is not known and would not be enforced.",
                         f"Known: {', '.join(known)}.")  # fmt: skip
        return Form(value, self._file, path, self._defects)

    def entries(self, key: str, *, needed: bool = False) -> Iterator[tuple[str, Form]]:
        """(path, mapping) for each entry of a list of mappings."""
        value = self.body.get(key)
        if value is None:
            if needed:
                self._absent(key, None, "")
            return
        if not isinstance(value, list):
            self.add(key, "MUN-FORM-010", "This is not a list.")
            return
        for at, entry in enumerate(value):
            if isinstance(entry, Mapping):
                yield f"{key}[{at}]", Form(entry, self._file, f"{self._path}{key}[{at}].", self._defects)
            else:
                self.add(f"{key}[{at}]", "MUN-FORM-012", "This is not a mapping of keys to values.")

    def _absent(self, key: str, missing: _T | None, neutral: _T) -> _T:
        if missing is None:
            self.add(key, "MUN-FORM-001", "This is missing.")
            return neutral
        return missing
