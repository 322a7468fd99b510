"""The same sums as `compile_indicators`, written by hand: one plain SQL per numerator and denominator.

Kept apart from the portal's own code on purpose: it is the yardstick of speed and a second opinion on the numbers.
Each entry: indicator code → (numerator, denominator or ""). The staff clause and dates are filled in by `sql`.
"""

STAFF = (
    "SELECT e.district_id, e.organisation_id, count(*) FROM teachers_employment e {join} WHERE e.is_main AND e.is_pedagogical "
    "AND e.since <= %(on)s AND (e.until IS NULL OR e.until >= %(on)s) {more} GROUP BY 1, 2"
)
YOUNG = ("JOIN teachers_teacher t ON t.id = e.teacher_id", "AND t.birth_date > %(young)s")


def paused(who: str, on: str, bound: str) -> str:
    """Whom only breaks keep within the years of work: the start, later by the days of breaks before the date, is not before the bound."""
    lost = f"least(coalesce(b.until + 1, {on}), {on}) - greatest(b.since, {who}.teaching_since)"
    days = f"SELECT sum(greatest(0, {lost})) FROM teachers_absence b WHERE b.teacher_id = {who}.id AND b.kind = 'break'"
    return f"{who}.id IN (SELECT teacher_id FROM teachers_absence WHERE kind = 'break') AND {who}.teaching_since + ({days})::int >= {bound}"


NOVICE = f"t.teaching_since <= %(on)s AND (t.teaching_since >= %(novice)s OR {paused('t', '%(on)s::date', '%(novice)s::date')})"
EITHER = (YOUNG[0], f"AND (t.birth_date > %(young)s OR {NOVICE})")
ALL = ("", "")
IN_PERIOD = "BETWEEN %(from)s AND %(on)s"
TOPIC = "IN ('воспитание', 'воспитание и социализация')"
ENTRANT = "role IN ('author', 'buyer', 'participant')"


def staff(who: tuple[str, str] = ALL, having: str = "") -> str:
    """Staff on the date, narrowed to those whom `having` (a select of teacher ids) names."""
    join, more = who
    return STAFF.format(join=join, more=f"{more} {f'AND e.teacher_id IN ({having})' if having else ''}")


def at_work(table: str, on: str, where: str) -> str:
    """Rows of facts counted at the person's main job on the day of the fact."""
    return (
        f"SELECT f.district_id, e.organisation_id, count(*) FROM {table} f LEFT JOIN teachers_employment e ON e.teacher_id = f.teacher_id "
        f"AND e.is_main AND e.since <= f.{on} AND (e.until IS NULL OR e.until >= f.{on}) WHERE {where} GROUP BY 1, 2"
    )


def own(table: str, where: str) -> str:
    return f"SELECT district_id, NULL::bigint, count(*) FROM {table} f WHERE {where} GROUP BY 1"


COURSE = f"SELECT teacher_id FROM teachers_course WHERE finished_on {IN_PERIOD} AND topic {TOPIC}"
COURSE_3 = "SELECT teacher_id FROM teachers_course WHERE finished_on BETWEEN %(three)s AND %(on)s AND hours >= 16"
PRESENT = (
    f"SELECT a.teacher_id FROM communities_attendance a JOIN communities_event v ON v.id = a.event_id WHERE a.status = 'present' AND a.held_on {IN_PERIOD} "
)
MEETING = PRESENT + f"AND v.format IN ('ef01', 'ef02', 'ef47') AND v.topic {TOPIC}"
MOTIVATING = PRESENT + "AND v.format IN ('ef26', 'ef28', 'ef29', 'ef31', 'ef35', 'ef39')"
BANK = (
    "SELECT a.teacher_id FROM communities_authorship a JOIN communities_practice p ON p.id = a.practice_id WHERE p.state = 'included' AND p.included_on <= %(on)s "
    f"AND p.bank = 'best_practice' AND p.level IN ('mun', 'intermun', 'zone', 'reg', 'interreg', 'fed', 'int') AND p.topic {TOPIC}"
)
ACTIVE = f"SELECT id FROM communities_community WHERE since <= %(on)s AND (until IS NULL OR until >= %(from)s) AND state <> 'project' AND topic {TOPIC}"
CONTESTS = f"SELECT id FROM contests_contest WHERE state = 'finished' AND NOT external AND ends_on {IN_PERIOD} AND topic {TOPIC}"
IN_CONTEST = (
    "SELECT p.teacher_id FROM contests_participation p JOIN contests_contest c ON c.id = p.contest_id "
    f"WHERE p.{ENTRANT} AND p.happened_on {IN_PERIOD} AND c.state <> 'cancelled'"
)
FINISHED = f"SELECT teacher_id FROM routes_route WHERE state = 'done' AND completed_on {IN_PERIOD}"
MASTERED = f"SELECT teacher_id FROM routes_route WHERE mastered AND completed_on {IN_PERIOD}"
APPROVED = (
    "SELECT r.teacher_id FROM routes_route r {join} WHERE (r.ends_on >= %(from)s OR r.completed_on >= %(from)s) AND r.approved_on <= %(on)s "
    "AND r.starts_on <= %(on)s AND (r.state <> 'cancelled' OR r.completed_on >= %(from)s) {more}"
)
THREE_BEFORE = "m.since - interval '3 years'"
GRADUATED = (
    "SELECT m.teacher_id FROM communities_membership m JOIN communities_community c ON c.id = m.community_id JOIN teachers_teacher g ON g.id = m.teacher_id "
    f"WHERE m.graduated_on {IN_PERIOD} AND c.kind = 'smp' "
    f"AND (g.teaching_since >= m.since - interval '3 years' OR {paused('g', 'm.since', THREE_BEFORE)})"
)
ATTESTED = f"SELECT teacher_id FROM teachers_qualification WHERE awarded_on {IN_PERIOD} AND category IN ('sootv', 'first', 'high')"
CATEGORY = "SELECT teacher_id FROM teachers_qualification WHERE category IN ('first', 'high') AND awarded_on <= %(on)s AND (valid_until IS NULL OR valid_until >= %(on)s)"
ASSESSED = f"SELECT teacher_id FROM teachers_assessment WHERE state = 'finished' AND finished_on {IN_PERIOD}"
FROM_ASSESSMENT = APPROVED.format(join="JOIN teachers_assessment s ON s.id = r.assessment_id", more=f"AND s.finished_on {IN_PERIOD}")
NETWORKED = (
    "SELECT m.teacher_id FROM communities_membership m JOIN communities_community c ON c.id = m.community_id "
    "WHERE m.since <= %(on)s AND (m.until IS NULL OR m.until >= %(from)s) AND c.kind IN ('network', 'snet', 'virtual_cab')"
)
HELD = "state = 'held' AND starts_at >= %(from)s::date::timestamptz AND starts_at < (%(on)s::date + 1)::timestamptz"

BY_HAND: dict[str, tuple[str, str]] = {
    "SG-VOSP-01": (staff(having=COURSE), staff()),
    "SG-VOSP-02": (staff(having=MEETING), staff()),
    "SG-VOSP-03": (staff(having=BANK), staff()),
    "SG-CNT-01": (own("communities_community", f"id IN ({ACTIVE})"), ""),
    "SG-CNT-02": (
        at_work(
            "communities_membership",
            "since",
            f"f.community_id IN ({ACTIVE}) AND f.role = 'member' AND f.since <= %(on)s AND (f.until IS NULL OR f.until >= %(from)s)",
        ),
        "",
    ),
    "SG-CNT-03": (own("communities_event", HELD), ""),
    "SG-CNT-04": (own("contests_contest", f"id IN ({CONTESTS})"), ""),
    "SG-CNT-05": (at_work("contests_participation", "happened_on", f"f.contest_id IN ({CONTESTS}) AND f.{ENTRANT}"), ""),
    "SG-CNT-06": (
        own(
            "contests_contest",
            f"state = 'finished' AND external AND level = 'reg' AND ends_on {IN_PERIOD} AND EXISTS (SELECT 1 FROM contests_participation p WHERE p.contest_id = f.id)",
        ),
        "",
    ),
    "KIP-1": (staff(YOUNG, FINISHED), staff(YOUNG)),
    "KIP-2": (staff(having=f"{IN_CONTEST} UNION {MOTIVATING}"), ""),
    "KIP-3": (staff(having=f"{GRADUATED} INTERSECT {ATTESTED}"), staff(having=GRADUATED)),
    "KIP-4": (at_work("communities_internship", "completed_on", f"f.state = 'completed' AND f.completed_on {IN_PERIOD}"), ""),
    "KIP-5": (staff(YOUNG, MASTERED), staff(YOUNG)),
    "KIP-6": (staff(EITHER, APPROVED.format(join="", more="")), staff(EITHER)),
    "PR-01": (staff(having=ASSESSED), staff()),
    "PR-02": (staff(having=f"{ASSESSED} INTERSECT {FROM_ASSESSMENT}"), staff(having=ASSESSED)),
    "PR-04": (staff(having=COURSE_3), staff()),
    "PR-06": (staff(having=CATEGORY), staff()),
    "PR-12": (staff(having=NETWORKED), staff()),
}
