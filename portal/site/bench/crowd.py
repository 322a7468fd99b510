"""Two districts for the list pages: one where every list is short, and one where every list has ten thousand rows."""

from django.db import connection

from monitoring.models import Report
from monitoring.selectors.compiled import computed
from monitoring.services.building import count_and_freeze
from monitoring.services.reports import request_report
from monitoring.services.summaries import up_to_date
from portal.accounts.models import Agreement, District, Network
from portal.kit import wall
from portal.kit.periods import Period

ROWS, FEW = 10_000, 10
# The oldest object of the district: the one whose page is measured with everybody in it.
FIRST = "(SELECT min(id) FROM {} WHERE district_id = %(district)s)"
STEPS: tuple[str, ...] = (
    "INSERT INTO communities_event (district_id, title, format, mode, level, topic, functions, audience, starts_at, ends_at, place, state, shared, about, version) "
    "SELECT %(district)s, 'Встреча № ' || n, 'ef01', 'offline', 'mun', '', '{}', '{}', now() + make_interval(hours => n), now() + make_interval(hours => n + 2), 'Актовый зал', 'announced', false, '', 1 "
    "FROM generate_series(1, %(rows)s) n",
    "INSERT INTO communities_community (district_id, name, kind, topic, platform, functions, audience, since, state, shared, about) "
    "SELECT %(district)s, 'Объединение № ' || n, 'rmo', '', '', '{}', '{}', date '2024-09-01', 'active', false, '' FROM generate_series(1, %(rows)s) n",
    "INSERT INTO communities_programme (district_id, organisation_id, code, name, functions, audience, hours, since, shared) "
    f"SELECT %(district)s, {FIRST.format('accounts_organisation')}, 'С-' || n, 'Стажировка № ' || n, '{{}}', '{{}}', 36, date '2024-09-01', false FROM generate_series(1, %(rows)s) n",
    "INSERT INTO communities_practice (district_id, title, bank, level, topic, state, included_on) "
    "SELECT %(district)s, 'Практика № ' || n, 'best_practice', 'mun', '', 'included', date '2024-09-01' FROM generate_series(1, %(rows)s) n",
    "INSERT INTO communities_authorship (district_id, practice_id, teacher_id) "
    f"SELECT %(district)s, id, {FIRST.format('teachers_teacher')} FROM communities_practice WHERE district_id = %(district)s",
    "INSERT INTO contests_contest (district_id, name, kind, level, external, topic, starts_on, ends_on, state) "
    "SELECT %(district)s, 'Смотр № ' || n, 'prof', 'mun', false, '', date '2025-10-01', date '2025-12-01', 'finished' FROM generate_series(1, %(rows)s) n",
    "INSERT INTO communities_membership (district_id, community_id, teacher_id, role, since, product) "
    f"SELECT %(district)s, {FIRST.format('communities_community')}, id, 'member', date '2025-09-01', '' FROM teachers_teacher WHERE district_id = %(district)s ON CONFLICT DO NOTHING",
    "INSERT INTO communities_internship (district_id, programme_id, teacher_id, state, since) "
    f"SELECT %(district)s, {FIRST.format('communities_programme')}, id, 'enrolled', date '2025-09-01' FROM teachers_teacher WHERE district_id = %(district)s",
    "INSERT INTO contests_participation (district_id, contest_id, teacher_id, role, result, happened_on) "
    f"SELECT %(district)s, {FIRST.format('contests_contest')}, id, 'participant', '', date '2025-12-01' FROM teachers_teacher WHERE district_id = %(district)s ON CONFLICT DO NOTHING",
    "INSERT INTO routes_route (district_id, teacher_id, organisation_id, state, goal, starts_on, ends_on, created_at, approved_on, version, edited_at) "
    "SELECT t.district_id, t.id, m.organisation_id, 'active', 'Освоить современные технологии', date '2025-09-01', date '2030-06-01', now(), date '2025-09-01', 1, now() "
    "FROM teachers_teacher t JOIN teachers_employment m ON m.teacher_id = t.id AND m.is_main "
    "WHERE t.district_id = %(district)s AND t.birth_date < date '1991-01-01' AND NOT EXISTS (SELECT 1 FROM routes_route r WHERE r.teacher_id = t.id)",
    "INSERT INTO teachers_courseapplication (district_id, programme, provider, hours, starts_on, ends_on, contacts, at) "
    "SELECT %(district)s, 'Программа № ' || n, 'Институт развития образования', 36, date '2026-09-01', date '2026-10-01', false, now() "
    "FROM generate_series(1, %(rows)s) n",
    "INSERT INTO teachers_courseapplicant (district_id, application_id, teacher_id) "
    f"SELECT %(district)s, {FIRST.format('teachers_courseapplication')}, id FROM teachers_teacher WHERE district_id = %(district)s",
    "INSERT INTO teachers_proposal (district_id, teacher_id, organisation_id, kind, data, state, comment, at) "
    "SELECT t.district_id, t.id, m.organisation_id, 'card', '{\"topic\": [\"\", \"Проекты\"]}', 'sent', '', now() FROM teachers_teacher t "
    "JOIN teachers_employment m ON m.teacher_id = t.id AND m.is_main AND m.until IS NULL WHERE t.district_id = %(district)s",
    "INSERT INTO accounts_user (password, is_superuser, email, last_name, first_name, patronymic, is_active, date_joined, look, demo, home_district_id) "
    "SELECT '', false, 'crowd-' || %(district)s || '-' || n || '@portal.example', 'Толпина', 'Анна', '', true, now(), '{}', true, %(district)s FROM generate_series(1, %(rows)s) n",
    "INSERT INTO accounts_appointment (district_id, user_id, role, since, act) "
    "SELECT %(district)s, id, 'mentor', date '2024-09-01', '' FROM accounts_user WHERE home_district_id = %(district)s AND email LIKE 'crowd-%%'",
    "INSERT INTO journal_deed (district_id, actor_id, actor_name, verb, object_type, object_id, object_label, comment, at) "
    "SELECT %(district)s, (SELECT min(id) FROM accounts_user WHERE home_district_id = %(district)s), 'Толпина Анна', 'изменил(а) событие', 'communities.event', n, 'Встреча № ' || n, '', now() - make_interval(mins => n) "
    "FROM generate_series(1, %(rows)s) n",
    "INSERT INTO documents_storedfile (district_id, file, name, content_type, size, sha256, uploaded_at) VALUES (%(district)s, '', 'Список.xlsx', '', 1, '', now())",
    'INSERT INTO teachers_intake (district_id, file_id, "on", state, sheet, columns, totals, progress, message, held, attempt, at) '
    f"SELECT %(district)s, {FIRST.format('documents_storedfile')}, date '2025-09-01', 'checked', '', '[]', '{{}}', 100, '', false, 1, now() - make_interval(mins => n) FROM generate_series(1, %(rows)s) n",
    "INSERT INTO teachers_intakerow (district_id, intake_id, number, values, verdict, problems, changes, candidates, decision, teacher_id) "
    f"SELECT %(district)s, {FIRST.format('teachers_intake')}, row_number() OVER (ORDER BY id), jsonb_build_object('last_name', last_name, 'first_name', first_name), 'changed', '[]', "
    "jsonb_build_object('topic', jsonb_build_array('', 'Новая тема')), '[]', 'take', id FROM teachers_teacher WHERE district_id = %(district)s",
    "INSERT INTO monitoring_report (district_id, period, state, progress, message, attempt, requested_at, finished_at) "
    "SELECT %(district)s, '2023-2024', 'failed', 0, 'Не составлен', 1, now() - make_interval(mins => n), now() FROM generate_series(1, %(rows)s) n",
)
NOTICES = (
    "INSERT INTO journal_notice (district_id, user_id, text, url, key, at, read_at, mailed_at) "
    "SELECT %(district)s, %(user)s, 'Уведомление № ' || n, '/', 'crowd-' || n, now() - make_interval(mins => n), CASE WHEN n %% 50 <> 0 THEN now() END, now() "
    "FROM generate_series(1, %(rows)s) n ON CONFLICT DO NOTHING"
)
# The first card is of somebody whom the search finds; the last cards become doubles of the first: a page of pairs is measured with pairs on it.
FOUND = f"UPDATE teachers_teacher SET last_name = 'Орлова', first_name = 'Анна' WHERE id = {FIRST.format('teachers_teacher')}"
DOUBLES = (
    "UPDATE teachers_teacher double SET last_name = card.last_name, first_name = card.first_name, patronymic = card.patronymic, birth_date = card.birth_date "
    "FROM (SELECT *, row_number() OVER (ORDER BY id) n FROM teachers_teacher WHERE district_id = %(district)s) card, "
    "(SELECT id, row_number() OVER (ORDER BY id DESC) n FROM teachers_teacher WHERE district_id = %(district)s) last "
    "WHERE double.id = last.id AND card.n = last.n AND card.n <= least(30, %(rows)s / 3)"
)
LOOKS = (
    "INSERT INTO journal_deed (district_id, actor_id, actor_name, verb, object_type, object_id, object_label, comment, at) "
    "SELECT %(district)s, (SELECT min(id) FROM accounts_user WHERE home_district_id = %(district)s), 'Толпина Анна', 'открыл(а) карточку', 'accounts.user', %(user)s, 'Замерова Анна', '', now() - make_interval(hours => n) "
    "FROM generate_series(1, %(rows)s) n WHERE NOT EXISTS (SELECT FROM journal_deed WHERE object_type = 'accounts.user' AND object_id = %(user)s)"
)
PLACES = (
    "INSERT INTO accounts_organisation (district_id, name, short_name, kind, address, inn) SELECT %(district)s, 'МБОУ СОШ № ' || n, 'СОШ № ' || n, 'sosh', 'ул. Школьная, ' || n, '' "
    "FROM generate_series(1, %(rows)s) n ON CONFLICT DO NOTHING",
    # every hundredth was called otherwise until lately
    "INSERT INTO accounts_formername (district_id, organisation_id, name, short_name, until, act) SELECT district_id, id, 'Прежняя ' || name, 'Прежняя ' || short_name, date '2025-12-31', '' "
    "FROM accounts_organisation place WHERE district_id = %(district)s AND id %% 100 = 0 AND NOT EXISTS (SELECT FROM accounts_formername WHERE organisation_id = place.id)",
)
PERIOD = Period("school", 2023)


def gather(district_id: int, rows: int) -> None:
    """Fill every list of a populated district with `rows` rows, unless it was done by an earlier run."""
    with wall.scope([district_id]):
        if not Report.objects.exists():
            for sql in STEPS:
                _run(sql, district=district_id, rows=rows)
            _frozen(District.objects.get(pk=district_id))
        for sql in (FOUND, DOUBLES):  # also in a district that an earlier run has filled
            _run(sql, district=district_id, rows=rows)


def widen(district_id: int, rows: int) -> None:
    """Give a populated district that many organisations."""
    with wall.scope([district_id]):
        for sql in PLACES:
            _run(sql, district=district_id, rows=rows)


def notify(district_id: int, user_id: int, rows: int) -> None:
    """Notices of the person who looks at the pages; one of fifty is unread."""
    with wall.scope([district_id]):
        _run(NOTICES, district=district_id, user=user_id, rows=rows)


def look(district_id: int, user_id: int, rows: int) -> None:
    """Readings of that person's data, unless there are some already."""
    with wall.scope([district_id]):
        _run(LOOKS, district=district_id, user=user_id, rows=rows)


def _frozen(district: District) -> None:
    """A report with its frozen lists, as a worker leaves it, but without the files."""
    report, _ = request_report(period=PERIOD, district=district, by=None, publish_it=False)
    Report.objects.filter(pk=report.pk).update(state=Report.State.RUNNING, attempt=1)
    report.refresh_from_db()
    count_and_freeze(report, lambda percent, words: None)
    Report.objects.filter(pk=report.pk).update(state=Report.State.READY, progress=100)


def network(lead: int, members: list[int]) -> None:
    """A network of the members under signed agreements, with their figures counted."""
    with wall.scope([lead]):
        made, _ = Network.objects.get_or_create(name="Сеть замеров", lead_id=lead)
    for member in members:
        with wall.scope([member], common=True):  # only the operator writes agreements
            Agreement.objects.get_or_create(district_id=member, network=made, lead_id=lead, defaults={"number": "1", "state": "signed", "since": "2020-09-01"})
            up_to_date(District.objects.get(pk=member), [PERIOD], computed())


def _run(sql: str, **values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
