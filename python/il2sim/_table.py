"""Tables: what pandas, polars, pyarrow and DuckDB take as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from il2sim._il2sim import TableHandle


class Column(NamedTuple):
    """What a column is."""

    name: str
    type: str
    unit: str
    meaning: str


class Table:
    """A table that speaks the Arrow C stream interface.

    `polars.DataFrame(table)`, `pyarrow.table(table)`, `pandas.DataFrame.from_arrow(table)` (pandas
    3) and DuckDB (`from table`) look at the same bytes; `polars.from_arrow(table)` gives a series
    of structs. Units and meanings of the columns are metadata of
    the Arrow fields, and in `columns`.
    """

    def __init__(self, handle: TableHandle) -> None:
        self._handle = handle

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._handle.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return len(self._handle)

    @property
    def columns(self) -> list[Column]:
        """Name, type, unit and meaning of each column."""
        return [Column(*each) for each in self._handle.columns()]

    def to_arrow(self) -> Any:
        """A `pyarrow.Table` over the same bytes."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame`."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """A `polars.DataFrame` over the same bytes."""
        import polars

        return polars.DataFrame(self)

    def to_dict(self) -> dict[str, list[Any]]:
        """The columns as lists; needs no other package."""
        return self._handle.to_dict()

    def __repr__(self) -> str:
        names = [column.name for column in self.columns]
        shown = ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
        return f"<il2sim.Table: {len(self)} rows, {len(names)} columns: {shown}>"
