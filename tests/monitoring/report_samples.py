"""Made-up reports for the tests of the report: a plain one, one of any size, and any report at all (hypothesis)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from monitoring.report import judge
from monitoring.report.structure import (
    PERCENT,
    YES_NO,
    Direction,
    IndicatorRow,
    Lagging,
    Method,
    OrganisationRow,
    OrganisationTable,
    PeriodKind,
    Point,
    Report,
    Series,
    Status,
    WeakIndicator,
)

HEAD = {
    "district_name": "Советско-Гаванский муниципальный район",
    "service_name": "Информационно-методический центр Управления образования",
    "period_label": "2020-2021",
    "period_kind": PeriodKind.SCHOOL,
    "as_of": date(2021, 8, 31),
    "created_at": datetime(2021, 9, 1, 9, 30, tzinfo=UTC),
}


def empty_report() -> Report:
    return Report(**HEAD)


def report_of(organisations: int = 6, indicators: int = 4, *, name: str = "") -> Report:
    """A report of the given size with every kind of unit, a missing fact and an organisation without data."""
    tables = tuple(_table(number, organisations, name) for number in range(indicators))
    rows = tuple(_row(number, table) for number, table in enumerate(tables))
    return Report(
        **HEAD,
        author="Миронова Ольга Сергеевна",
        head_post="Начальник Управления образования",
        head_name="Л. В. Соколова",
        number="СГ-2021/0017",
        check_url="https://portal.example/check/SG-2021-0017/",
        rows=rows,
        organisations=tables,
        dynamics=tuple(_series(row) for row in rows),
        lagging=judge.find_lagging(rows, tables),
        methods=tuple(_method(row) for row in rows),
    )


UNITS = (PERCENT, "чел.", PERCENT, "ед.", YES_NO)
NAMES = (
    "Доля педагогических работников, прошедших курсы повышения квалификации по приоритетным направлениям воспитания",
    "Количество участников профессиональных конкурсов по вопросам воспитания",
    "Доля педагогов в возрасте до 35 лет, завершивших индивидуальный образовательный маршрут",
    "Количество методических событий за год",
    "Наличие Положения о мониторинге системы организации воспитания и социализации",
)


def _table(number: int, organisations: int, name: str) -> OrganisationTable:
    unit = UNITS[number % len(UNITS)]
    rows = (_organisation_row(number, place, unit, name) for place in range(organisations))
    return judge.organisation_table(code=f"Р-{number + 1:02}", name=NAMES[number % len(NAMES)], unit=unit, rows=rows)


def _organisation_row(number: int, place: int, unit: str, name: str) -> OrganisationRow:
    title = f"{name} МБОУ «Средняя общеобразовательная школа № {place + 1}»".strip()
    if place % 7 == 5:
        return OrganisationRow(place + 1, title)
    people = 0 if place % 7 == 6 else 20 + place % 13 * 3
    if unit == YES_NO:
        return OrganisationRow(place + 1, title, place % 3 and 1, 1, Decimal(place % 3 and 1))
    done = people * ((place * 7 + number * 11) % 10) // 10
    denominator = people if unit == PERCENT else None
    return OrganisationRow(place + 1, title, done, denominator, judge.value_of(unit, done, denominator))


def _row(number: int, table: OrganisationTable) -> IndicatorRow:
    missing = number % 9 == 8
    fact = None if missing else Decimal(1) if table.unit == YES_NO else table.value
    target = None if number % 6 == 3 else Decimal(1) if table.unit == YES_NO else Decimal(35 + number % 4 * 5)
    return judge.judged_row(
        code=table.code,
        name=table.name,
        unit=table.unit,
        base=None if number % 4 == 1 else Decimal(1) if table.unit == YES_NO else Decimal("12.5"),
        target=target,
        fact=fact,
        numerator=None if missing else table.numerator,
        denominator=None if missing else table.denominator,
        direction=Direction.GROWTH,
    )


def _series(row: IndicatorRow) -> Series:
    earlier = (Point("2018-2019", row.base, None), Point("2019-2020", None, row.target))
    return Series(row.code, row.name, row.unit, (*earlier, Point("2020-2021", row.fact, row.target)))


def _method(row: IndicatorRow) -> Method:
    return Method(
        code=row.code,
        name=row.name,
        formula="Σ числителей / Σ знаменателей × 100 %" if row.unit == PERCENT else "подсчёт записей",
        numerator="число педагогических работников с отметкой за период",
        denominator="численность педагогических работников на конец периода" if row.unit == PERCENT else "",
        filters="тема — воспитание; возраст до 35 лет",
        as_of=date(2021, 8, 31),
        version="2",
        source="карточки педагогов, журналы событий",
    )


# Any text that PostgreSQL can hold, with the shapes that hurt: formulas, html, quotes, emoji, very long lines.
awkward_texts = st.one_of(
    st.sampled_from(
        [
            "=1+1",
            '=HYPERLINK("http://x.example";"щёлк")',
            "+7 (42138) 4-00-00",
            "-5",
            "@SUM(A1:A9)",
            "\t=1+1",
            "<b>Школа</b> & «Сад»</td><script>alert(1)</script>",
            "{{ district }} {% now %}",
            "\"кавычки\" 'и' ]]> --",
            "Школа 🎓👩🏽‍🏫",
            "Ж" * 2000,
            "дошкольное\nобразование",
            "",
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40),
)
figures = st.none() | st.decimals(-1000, 100_000, places=1)
counts = st.none() | st.integers(0, 100_000)
units = st.sampled_from(["%", "чел.", "ед.", "да/нет", "ед./год"])
directions = st.sampled_from(list(Direction))
dates = st.dates(date(1990, 1, 1), date(2090, 1, 1))

organisation_rows = st.builds(OrganisationRow, st.integers(0, 60), awkward_texts, counts, counts, figures)
weak_indicators = st.builds(WeakIndicator, awkward_texts, awkward_texts, units, st.decimals(0, 100, places=1), figures, figures, directions)


def _tuples(items: st.SearchStrategy, size: int = 3) -> st.SearchStrategy:
    return st.lists(items, max_size=size).map(tuple)


any_report = st.builds(
    Report,
    district_name=awkward_texts,
    service_name=awkward_texts,
    period_label=awkward_texts,
    period_kind=st.sampled_from(list(PeriodKind)),
    as_of=dates,
    created_at=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    author=awkward_texts,
    head_post=awkward_texts,
    head_name=awkward_texts,
    number=awkward_texts,
    check_url=st.sampled_from(["", "https://portal.example/check/1/", "https://портал.example/?a=1&b=<2>"]),
    rows=_tuples(
        st.builds(
            IndicatorRow,
            awkward_texts,
            awkward_texts,
            units,
            *[figures] * 4,
            st.sampled_from(list(Status)),
            counts,
            counts,
            directions,
        )
    ),
    organisations=_tuples(
        st.builds(
            judge.organisation_table,
            code=awkward_texts,
            name=awkward_texts,
            unit=units,
            rows=_tuples(organisation_rows, 5),
        )
    ),
    dynamics=_tuples(st.builds(Series, awkward_texts, awkward_texts, units, _tuples(st.builds(Point, awkward_texts, figures, figures)))),
    lagging=_tuples(st.builds(Lagging, st.integers(0, 60), awkward_texts, _tuples(weak_indicators))),
    methods=_tuples(st.builds(Method, *[awkward_texts] * 6, st.none() | dates, awkward_texts, awkward_texts)),
)
