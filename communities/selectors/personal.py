"""What events and communities keep of a person (152-ФЗ)."""

from communities.models import Attendance, Authorship, Internship, Membership
from portal.kit.persons import Fate, Held
from teachers.selectors.personal import NUMBERS

HELD = (
    Held(Membership, "teacher", Fate.BLANK, NUMBERS, blank={"product": ""}),
    Held(Attendance, "teacher", Fate.BLANK, NUMBERS, blank={"role": ""}, hidden=("marked_by",)),
    Held(Internship, "teacher", Fate.KEEP, NUMBERS),
    Held(Authorship, "teacher", Fate.KEEP, NUMBERS),
)
