"""What a table must have to be read: the words that persons and records differ in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from muniment.intake.defects import Defects


@dataclass(frozen=True, slots=True)
class TableSpec:
    """Columns wanted, those that must be there, those no cell of which may be empty, and the one that names a row.

    `names` maps our column to the file's where they differ (`--map`).
    """

    what: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    filled: tuple[str, ...]
    unique: str
    names: Mapping[str, str] = field(default_factory=dict)

    def theirs(self, column: str) -> str:
        """The file's name for our column; '' where another of ours has been given the column of that name."""
        if column in self.names:
            return self.names[column]
        return "" if column in self.names.values() else column


@dataclass(frozen=True, slots=True)
class Header:
    """Where each wanted column stands in the file; absent ones are not in `position`."""

    width: int
    position: Mapping[str, int]
    names: tuple[str, ...]
    notes: tuple[str, ...]


def check_header(names: Sequence[str], spec: TableSpec, defects: Defects) -> Header:
    """Every defect of a header is added to `defects`; the header is usable where it has none.

    Names are compared exactly. A name that differs only in case or spaces is missing, and the hint says so. A column
    nobody asked for is left out and noted: it is in the file that was signed, and nothing reads it.
    """
    seen: dict[str, int] = {}
    doubled: set[str] = set()
    for at, name in enumerate(names):
        if not name.strip():
            defects.add(
                "MUN-INTAKE-012", f"Column {at + 1} has no name.", row=0, hint="Name the column or take it out."
            )
        elif name in seen:
            doubled.add(name)
        else:
            seen[name] = at
    ours = {spec.theirs(c): c for c in spec.columns if spec.theirs(c)}
    for name in sorted(doubled):
        shown = ours.get(name, f"column {seen[name] + 1}")
        defects.add("MUN-INTAKE-011", "The column stands in the header more than once.", row=0, column=shown,
                    hint="Keep one of them.")  # fmt: skip
    near = {n.strip().casefold(): n for n in seen}
    for column in spec.columns:
        name = spec.theirs(column)
        if name in seen or name in doubled:
            continue
        mapped = column in spec.names
        if column in spec.required or mapped:
            alike = bool(name) and name.strip().casefold() in near
            hint = (
                "A column's name differs from it only in case or spaces; column names are compared exactly."
                if alike
                else "The mapping names a column the file has not."
                if mapped
                else f"Columns that must be there: {', '.join(spec.required)}."
            )
            defects.add("MUN-INTAKE-010", "The column is missing from the header.", row=0, column=column, hint=hint)
    extra = [at for n, at in seen.items() if n not in ours]
    notes: tuple[str, ...] = ()
    if extra:
        listed = ", ".join(str(at + 1) for at in extra[:20])
        notes = (f"Columns that are not part of {spec.what} were left out (position {listed}).",)
    position = {ours[n]: at for n, at in seen.items() if n in ours}
    return Header(len(names), position, tuple(names), notes)
