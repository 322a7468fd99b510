"""What the routes keep of a person (152-ФЗ)."""

from portal.kit.persons import NAMELESS, Fate, Held
from routes.models import Mentoring, Review, Route, RouteDeficit, Step
from teachers.selectors.personal import NUMBERS

STEP = {"title": NAMELESS, "result": "", "reason": "", "proof": "", "proof_file": None}
HELD = (
    Held(Step, "route__teacher", Fate.BLANK, NUMBERS, blank=STEP, files=("proof_file",)),
    Held(RouteDeficit, "route__teacher", Fate.KEEP, NUMBERS),
    Held(Review, "route__teacher", hidden=("author", "author_name")),
    Held(
        Review,
        "author",
        Fate.BLANK,
        "Замечание относится к чужому маршруту.",
        account=True,
        blank={"author_name": NAMELESS},
        hidden=("route", "author", "text"),
        named="написанные замечания",
    ),
    Held(Route, "teacher", Fate.BLANK, NUMBERS, blank={"goal": ""}, hidden=("curator", "expert", "edited_by")),
    Held(Mentoring, "mentor", Fate.BLANK, NUMBERS, blank={"order": ""}, hidden=("mentee",)),
    Held(Mentoring, "mentee", Fate.BLANK, NUMBERS, blank={"order": ""}, hidden=("mentor",)),
)
