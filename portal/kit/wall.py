"""The wall between districts: PostgreSQL row level security, opened by `scope` and built by `Wall`.

Every walled table carries `district_id`. The database shows and accepts only rows of the districts
named by the transaction-local setting `app.districts`; with no scope open it shows none.
Decision and price: docs/decisions/0001-wall.md.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, models, transaction
from django.db.migrations.operations.base import Operation


@dataclass(frozen=True)
class Scope:
    """What the wall lets through: district ids, own user id, and the three narrow side doors."""

    districts: tuple[int, ...] = ()
    user: int | None = None
    partners: tuple[int, ...] = ()  # districts whose *shared* rows may be read (signed agreements)
    members: tuple[int, ...] = ()  # districts whose aggregates may be read (the user coordinates their network)
    common: bool = False  # may write rows that belong to no district (operator, dictionaries)
    signin: bool = False  # may look up an account by e-mail before anybody is known
    check: str = ""  # number or code of the one document that a visitor checks

    def settings(self) -> dict[str, str]:
        return {
            "app.districts": _array(self.districts),
            "app.user": str(self.user or ""),
            "app.partners": _array(self.partners),
            "app.members": _array(self.members),
            "app.common": "on" if self.common else "",
            "app.signin": "on" if self.signin else "",
            "app.check": self.check,
        }


_CLOSED = Scope()
_current: ContextVar[Scope] = ContextVar("scope", default=_CLOSED)


def current() -> Scope:
    """The open scope; the closed one when none is open."""
    return _current.get()


@contextmanager
def scope(districts: Iterable[int] = (), **doors: Any) -> Iterator[Scope]:
    """Open the wall for `districts` until the block ends; nested scopes replace, never widen by accident.

    The settings live as long as the transaction, so a pooled connection never carries them to its next borrower.
    """
    wanted = Scope(districts=tuple(districts), **doors)
    with _opened(lambda: _tell(wanted)) as opened:
        yield opened


@contextmanager
def everywhere(table: str) -> Iterator[Scope]:
    """Open the wall for every district of the table of districts, in one statement: for counts that no district may see but as a number."""
    with _opened(lambda: _tell(Scope(), f"(SELECT array_agg(id)::text FROM {connection.ops.quote_name(table)})")) as opened:
        yield opened


@contextmanager
def _opened(tell: Callable[[], Scope]) -> Iterator[Scope]:
    before, nested = current(), connection.in_atomic_block
    with transaction.atomic():
        wanted = tell()
        token = _current.set(wanted)
        try:
            yield wanted
        finally:
            _current.reset(token)
        # After an error the savepoint's rollback brings the old settings back, and no statement would be taken anyway;
        # the outermost settings end with their transaction.
        if nested and not connection.needs_rollback:
            _tell(before)


def own_or_shared(districts: Iterable[int]) -> models.Q:
    """Rows of these districts, and what partners share. Without partners the wall shows nobody else's, and one condition lets an index be walked in order."""
    own = models.Q(district_id__in=list(districts))
    return own | models.Q(shared=True) if current().partners else own


def widen(**changes: Any) -> None:
    """Change the open scope in place: the middleware learns who asks before it learns where she works."""
    wanted = replace(current(), **changes)
    _tell(wanted)
    _current.set(wanted)


def widen_by(**found: tuple[str, Sequence[Any]]) -> None:
    """`widen` to what the database finds, in one statement: (SQL of an array of ids as text, its values) for each door."""
    columns = ", ".join(f"set_config('app.{name}', coalesce(({sql}), ''), true)" for name, (sql, _) in found.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _, given in found.values() for value in given])
        told = cursor.fetchone()
    doors: dict[str, Any] = {name: _ids(text) for name, text in zip(found, told, strict=True)}
    _current.set(replace(current(), **doors))


def _tell(wanted: Scope, districts: str = "%s") -> Scope:
    """Set the settings in one statement; `districts` is an expression that the database finds the ids by. Returns what was set."""
    (_, ids), *rest = wanted.settings().items()
    columns = ", ".join([f"set_config('app.districts', {districts}, true)", *["set_config(%s, %s, true)"] * len(rest)])
    given = [ids] if districts == "%s" else []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [*given, *(part for pair in rest for part in pair)])
        told = cursor.fetchone()[0]
    return wanted if given else replace(wanted, districts=_ids(told))


def _ids(array: str | None) -> tuple[int, ...]:
    """The ids of an array as PostgreSQL writes it."""
    return tuple(int(one) for one in (array or "{}")[1:-1].split(",") if one)


def _array(ids: Iterable[int]) -> str:
    inner = ",".join(str(int(one)) for one in ids)
    return f"{{{inner}}}" if inner else ""


def of_district(**more: Any) -> Any:
    """The field of every walled row.

    A model with an index that begins with the district takes `db_index=False`: the planner would read that of the district alone and sort (decision 39).
    One that always hangs on another walled row may take `db_constraint=False`, and so may its keys: the composite key to the parent asks for all of it
    (`_kin`), and each key more is a look at the parent for every row that is written (decision 25).
    """
    return models.ForeignKey("accounts.District", on_delete=models.PROTECT, related_name="+", editable=False, verbose_name="район", **more)


class Walled(models.Model):
    """Строка, принадлежащая району; without an explicit district it takes the only one of the open scope."""

    district = of_district()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.district_id is None and len(current().districts) == 1:
            self.district_id = current().districts[0]
        super().save(*args, **kwargs)


INSIDE = "district_id = ANY ((SELECT nullif(current_setting('app.districts', true), '')::bigint[])::bigint[])"
PARTNER = "district_id = ANY ((SELECT nullif(current_setting('app.partners', true), '')::bigint[])::bigint[])"
MEMBER = "district_id = ANY ((SELECT nullif(current_setting('app.members', true), '')::bigint[])::bigint[])"
COMMON = "(SELECT current_setting('app.common', true)) = 'on'"
SIGNIN = "(SELECT current_setting('app.signin', true)) = 'on'"
ME = "(SELECT nullif(current_setting('app.user', true), '')::bigint)"
CHECK = "(SELECT nullif(current_setting('app.check', true), ''))"

STAY = """CREATE OR REPLACE FUNCTION wall_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE insufficient_privilege USING MESSAGE = 'row-level security: a row does not move to another parent in ' || TG_TABLE_NAME;
END $$"""


class Wall(Operation):
    """Build the wall around one model's table.

    `inside` is the rule for reading and writing, `read` and `write` widen one side of it.
    Foreign keys to other walled rows also get a composite key (parent, district), so that a row of one
    district can never hang on a parent of another; `across` names the keys that sharing makes lawful:
    there a new row may hang only on a parent that the open scope sees, and stays with it.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, *, inside: str = INSIDE, read: str = "", write: str = "", across: tuple[str, ...] = (), append_only: bool = False) -> None:
        self.model, self.inside, self.read, self.write, self.across, self.append_only = model, inside, read, write, across, append_only

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {"model": self.model}
        for name in ("inside", "read", "write", "across", "append_only"):
            if getattr(self, name) and (name != "inside" or self.inside != INSIDE):
                kwargs[name] = getattr(self, name)
        return "Wall", [], kwargs

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The wall changes no Django state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        for sql in [*self._policies(model), *self._kinship(model), *self._fidelity(model)]:
            schema_editor.execute(sql)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for name in ("wall_read", "wall_insert", "wall_update", "wall_delete"):
            schema_editor.execute(f'DROP POLICY IF EXISTS {name} ON "{table}"')
        schema_editor.execute(f'DROP TRIGGER IF EXISTS wall_stay ON "{table}"')
        schema_editor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY')

    def describe(self) -> str:
        return f"Wall around {self.model}"

    def _policies(self, model: Any) -> list[str]:
        table = model._meta.db_table
        read = f"{self.inside} OR {self.read}" if self.read else self.inside
        write = f"{self.inside} OR {self.write}" if self.write else self.inside
        new = " AND ".join([f"({write})", *(self._sees(model._meta.get_field(name)) for name in self.across)])
        made = [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY wall_read ON "{table}" FOR SELECT USING ({read})',
            f'CREATE POLICY wall_insert ON "{table}" FOR INSERT WITH CHECK ({new})',
        ]
        if not self.append_only:
            made.append(f'CREATE POLICY wall_update ON "{table}" FOR UPDATE USING ({write}) WITH CHECK ({write})')
            made.append(f'CREATE POLICY wall_delete ON "{table}" FOR DELETE USING ({write})')
        return made

    @staticmethod
    def _sees(key: Any) -> str:
        """The parent of a new row is visible through its own wall: nobody learns from a key which foreign ids exist."""
        return f'({key.column} IS NULL OR EXISTS (SELECT 1 FROM "{key.related_model._meta.db_table}" parent WHERE parent.id = {key.column}))'

    def _fidelity(self, model: Any) -> list[str]:
        """A later change of such a key would pass by the insert's question; rows of a partner whose agreement has ended may still be edited."""
        table, keys = model._meta.db_table, [model._meta.get_field(name).column for name in self.across]
        if not keys:
            return []
        moved = " OR ".join(f"(NEW.{key} IS NOT NULL AND NEW.{key} IS DISTINCT FROM OLD.{key})" for key in keys)
        return [STAY, f'CREATE TRIGGER wall_stay BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({moved}) EXECUTE FUNCTION wall_stay()']

    def _kinship(self, model: Any) -> list[str]:
        fields = [field for field in model._meta.concrete_fields if field.name not in self.across and _is_kin(field)]
        return [sql for field in fields for sql in _kin(model, field)]


class Kin(Operation):
    """The composite key of one foreign key that was added to a walled table after its wall had been built."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, field: str) -> None:
        self.model, self.field = model, field

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "Kin", [], {"model": self.model, "field": self.field}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The key changes no Django state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        for sql in _kin(model, model._meta.get_field(self.field)):
            schema_editor.execute(sql)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model)
        table, column = model._meta.db_table, model._meta.get_field(self.field).column
        schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{column}_kin"')

    def describe(self) -> str:
        return f"Composite key of {self.model}.{self.field}"


def _is_kin(field: Any) -> bool:
    """A foreign key to another walled row."""
    return field.many_to_one and field.name != "district" and hasattr(field.related_model, "district_id")


def _kin(model: Any, field: Any) -> list[str]:
    table, target = model._meta.db_table, field.related_model._meta.db_table
    return [
        f'CREATE UNIQUE INDEX IF NOT EXISTS "{target}_kin" ON "{target}" (id, district_id)',
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{field.column}_kin" FOREIGN KEY ({field.column}, district_id) REFERENCES "{target}" (id, district_id)',
    ]
