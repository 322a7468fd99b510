"""A region of made-up people and facts for measurements: set-based, under the wall, as the application's role.

Proportions per teacher and school year follow the demo world; every value comes from the row's number,
so two runs with the same arguments make the same region.
"""

from collections.abc import Callable, Iterator

from django.db import connection

from portal.accounts.models import District
from portal.kit import statistics, wall

TEACHERS_PER_SCHOOL = 50
BLOCK = 10  # districts per transaction: bounds the work that a fault throws away
PREFIX = "bench-"

SURNAMES = "Агапова Белкина Воронцова Гордеева Дёмина Ежова Жарова Зимина Ильина Калинина Лаптева Мельникова Никитина Орлова Панова Рябова Савельева Тихонова Уварова Фомина Харитонова Цветкова Чернова Шубина Щукина Юдина Яшина Ёлкина"
NAMES = "Анна Вера Галина Дарья Евгения Жанна Зоя Инна Ксения Лидия Марина Нина Ольга Полина Раиса Светлана Тамара Ульяна Юлия Яна"
PATRONYMICS = (
    "Андреевна Борисовна Викторовна Григорьевна Дмитриевна Егоровна Захаровна Игоревна Кирилловна Львовна Максимовна Николаевна Олеговна Павловна Романовна"
)

# {d} is a relation (id, district_id) of the block's districts; h(a, b) is a number in 0…2³¹ made of two numbers.
STEPS: tuple[tuple[str, str], ...] = (
    (
        "организации",
        "INSERT INTO accounts_organisation (district_id, name, short_name, kind, address, inn) "
        "SELECT d.id, 'МБОУ СОШ № ' || n, 'СОШ № ' || n, CASE n %% 3 WHEN 0 THEN 'dou' ELSE 'sosh' END, '', '' "
        "FROM accounts_district d, generate_series(1, %(schools)s) n WHERE d.id = ANY(%(ids)s)",
    ),
    (
        "педагоги",
        "INSERT INTO teachers_teacher (district_id, last_name, first_name, patronymic, sex, birth_date, teaching_since, education, topic) "
        "SELECT d.id, (%(surnames)s::text[])[1 + {h:n,1} %% %(nsur)s], (%(names)s::text[])[1 + {h:n,2} %% %(nnam)s], (%(patronymics)s::text[])[1 + {h:n,3} %% %(npat)s], 'f', "
        "date '1961-01-01' + ({h:n,4} %% 14600), greatest(date '1985-09-01', date '1961-01-01' + ({h:n,4} %% 14600) + 8030), 'высшее', '' "
        "FROM accounts_district d, generate_series(1, %(teachers)s) n WHERE d.id = ANY(%(ids)s)",
    ),
    (
        "места работы",
        "INSERT INTO teachers_employment (district_id, teacher_id, organisation_id, position, is_pedagogical, subject, is_main, since) "
        "SELECT t.district_id, t.id, o.id, CASE WHEN t.n / %(schools)s %% 20 = 0 THEN 'adm03' ELSE 'ped01' END, t.n / %(schools)s %% 20 <> 0, 'математика', true, "
        "greatest(t.teaching_since, date '2012-09-01') "
        "FROM {teachers} t JOIN {schools} o ON o.district_id = t.district_id AND o.n = t.n %% %(schools)s",
    ),
    (
        "категории",
        "INSERT INTO teachers_qualification (district_id, teacher_id, category, awarded_on, act) "
        "SELECT district_id, id, (ARRAY['first','high','sootv'])[1 + {h:n,5} %% 3], date '2017-01-01' + ({h:n,6} %% 3000), '' FROM {teachers} t WHERE n %% 3 <> 0",
    ),
    (
        "КПК",
        "INSERT INTO teachers_course (district_id, teacher_id, programme, provider, hours, topic, finished_on, document) "
        "SELECT district_id, id, 'Программа ' || k, 'Институт развития образования', 36, CASE WHEN {h:n,k} %% 10 = 0 THEN 'воспитание и социализация' ELSE '' END, "
        "date '2018-01-01' + ({h:n,k} %% 3100), '' FROM {teachers} t, generate_series(1, 2) k",
    ),
    (
        "самооценки",
        "INSERT INTO teachers_assessment (district_id, teacher_id, framework_id, state, functions, started_at, finished_on) "
        "SELECT district_id, id, (SELECT min(id) FROM teachers_framework), 'finished', '{{}}', now(), date '2020-09-01' + ({h:n,7} %% 2200) FROM {teachers} t WHERE n %% 2 = 0",
    ),
    (
        "события",
        "INSERT INTO communities_event (district_id, title, format, mode, level, topic, functions, audience, starts_at, ends_at, place, state, shared, about, version) "
        "SELECT d.id, 'Семинар № ' || n, (ARRAY['ef01','ef02','ef47','ef10'])[1 + n %% 4], 'offline', 'mun', CASE WHEN n %% 4 = 0 THEN 'воспитание и социализация' ELSE '' END, '{{}}', '{{}}', "
        "timestamptz '2020-09-01 10:00+03' + make_interval(days => ({h:n,8} %% 2250)), timestamptz '2020-09-01 12:00+03' + make_interval(days => ({h:n,8} %% 2250)), '', 'held', false, '', 1 "
        "FROM accounts_district d, generate_series(1, %(events)s) n WHERE d.id = ANY(%(ids)s)",
    ),
    (
        "присутствие",
        "INSERT INTO communities_attendance (district_id, event_id, teacher_id, status, held_on, role) "
        "SELECT t.district_id, e.id, t.id, 'present', e.starts_at::date, '' FROM {teachers} t, generate_series(1, 4) k, "
        "LATERAL (SELECT e.id, e.starts_at FROM {events} e WHERE e.district_id = t.district_id AND e.n = ({h:t.n,k} %% %(events)s)) e ON CONFLICT DO NOTHING",
    ),
    (
        "сообщества",
        "INSERT INTO communities_community (district_id, name, kind, topic, platform, functions, audience, since, until, state, shared, about) "
        "SELECT d.id, 'Сообщество № ' || n, (ARRAY['rmo','network','virtual_cab'])[1 + n %% 3], CASE WHEN n %% 4 = 0 THEN 'воспитание и социализация' ELSE '' END, '', '{{}}', '{{}}', make_date(2020 + n %% 6, 9, 1), make_date(2021 + n %% 6, 8, 31), 'active', false, '' "
        "FROM accounts_district d, generate_series(1, 30) n WHERE d.id = ANY(%(ids)s)",
    ),
    (
        "участники сообществ",
        "INSERT INTO communities_membership (district_id, community_id, teacher_id, role, since, product) "
        "SELECT t.district_id, c.id, t.id, 'member', c.since, '' FROM {teachers} t JOIN {communities} c ON c.district_id = t.district_id AND c.n = {h:t.n,9} %% 30",
    ),
    (
        "конкурсы",
        "INSERT INTO contests_contest (district_id, name, kind, level, external, topic, starts_on, ends_on, state) "
        "SELECT d.id, 'Конкурс № ' || n, 'prof', 'mun', false, CASE WHEN n %% 3 = 0 THEN 'воспитание и социализация' ELSE '' END, make_date(2020 + n %% 6, 10, 1), make_date(2020 + n %% 6, 12, 1), 'finished' "
        "FROM accounts_district d, generate_series(1, 24) n WHERE d.id = ANY(%(ids)s)",
    ),
    (
        "участие в конкурсах",
        "INSERT INTO contests_participation (district_id, contest_id, teacher_id, role, result, happened_on) "
        "SELECT t.district_id, c.id, t.id, 'participant', '', c.ends_on FROM {teachers} t JOIN {contests} c ON c.district_id = t.district_id AND c.n = {h:t.n,10} %% 24 WHERE t.n %% 4 = 0",
    ),
    (
        "маршруты",
        "INSERT INTO routes_route (district_id, teacher_id, organisation_id, state, goal, starts_on, ends_on, created_at, approved_on, completed_on, mastered, version, edited_at) "
        "SELECT t.district_id, t.id, m.organisation_id, s.state, 'Освоить современные технологии', s.since, s.since + 300, now(), s.since, "
        "CASE WHEN s.state = 'done' THEN s.since + 290 END, CASE WHEN s.state = 'done' THEN true END, 1, now() "
        "FROM {teachers} t JOIN teachers_employment m ON m.teacher_id = t.id AND m.is_main, "
        "LATERAL (SELECT (ARRAY['done','active','review','expertise','done'])[1 + {h:t.n,11} %% 5] state, make_date(2020 + {h:t.n,12} %% 7, 9, 1) since) s WHERE t.n %% 3 = 0",
    ),
    (
        "дефициты маршрутов",
        "INSERT INTO routes_routedeficit (district_id, route_id, function, name, level, target) SELECT district_id, id, 'A/01.6', 'Обучение', 45, 80 FROM routes_route WHERE district_id = ANY(%(ids)s)",
    ),
    (
        "шаги маршрутов",
        'INSERT INTO routes_step (district_id, route_id, direction, title, education, remote, starts_on, ends_on, result, functions, reason, "order", event_id, proof) '
        "SELECT r.district_id, r.id, (ARRAY['pk','comm','method','self'])[k], 'Шаг ' || k, 'nonformal', false, r.starts_on, r.ends_on, '', 'A/01.6', '', k, "
        "CASE WHEN k = 3 THEN (SELECT a.event_id FROM communities_attendance a WHERE a.teacher_id = r.teacher_id ORDER BY a.id LIMIT 1) END, '' "
        "FROM routes_route r, generate_series(1, 4) k WHERE r.district_id = ANY(%(ids)s)",
    ),
)
NUMBERED = {
    "teachers": "teachers_teacher",
    "schools": "accounts_organisation",
    "events": "communities_event",
    "communities": "communities_community",
    "contests": "contests_contest",
}


def populate(districts: int, teachers: int, say: Callable[[str], None], prefix: str = PREFIX) -> list[int]:
    """Make `districts` districts with `teachers` teachers in all; returns the districts' ids.

    Districts of an earlier run with the same code are kept as they are; the rest is made.
    """
    per_district = max(1, teachers // districts)
    codes = [f"{prefix}{number:04d}" for number in range(1, districts + 1)]
    District.objects.bulk_create([_district(code) for code in codes], ignore_conflicts=True)
    made = dict(District.objects.filter(code__in=codes).values_list("code", "pk"))
    ids = [made[code] for code in codes]
    for block in _blocks(_empty(ids)):
        with wall.scope(block):
            for _, sql in STEPS:
                _run(sql, block, per_district)
        say(f"заполнено районов: {ids.index(block[-1]) + 1} из {districts}")
    statistics.refresh()
    return ids


def _district(code: str) -> District:
    name = f"Район {code}"
    return District(
        code=code, name=name, genitive=name, region="Замеры", service_name="Методический центр", service_short="МЦ", authority="Управление образования"
    )


def _empty(ids: list[int]) -> list[int]:
    with wall.scope(ids), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT district_id FROM routes_step")
        full = {row[0] for row in cursor.fetchall()}
    return [one for one in ids if one not in full]


def _blocks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BLOCK):
        yield ids[start : start + BLOCK]


def _run(sql: str, ids: list[int], per_district: int) -> None:
    values = {"surnames": SURNAMES.split(), "names": NAMES.split(), "patronymics": PATRONYMICS.split()}
    sizes = {"nsur": len(values["surnames"]), "nnam": len(values["names"]), "npat": len(values["patronymics"])}
    counts = {"schools": max(1, per_district // TEACHERS_PER_SCHOOL), "teachers": per_district, "events": max(24, per_district // 8)}
    with connection.cursor() as cursor:
        cursor.execute(_expand(sql), {"ids": ids, **values, **sizes, **counts})


def _expand(sql: str) -> str:
    """`{h:a,b}` → a hash of two numbers, `{teachers}` → the block's teachers numbered from 0 within their district."""
    for name, table in NUMBERED.items():
        numbered = f"(SELECT *, row_number() OVER (PARTITION BY district_id ORDER BY id) - 1 AS n FROM {table} WHERE district_id = ANY(%(ids)s))"
        sql = sql.replace("{" + name + "}", numbered)
    while "{h:" in sql:
        start = sql.index("{h:")
        end = sql.index("}", start)
        first, second = sql[start + 3 : end].split(",")
        sql = f"{sql[:start]}(hashint8(({first})::bigint * 1000 + ({second})::bigint)::bigint & 2147483647)::int{sql[end + 1 :]}"
    return sql.replace("{{}}", "{}")
