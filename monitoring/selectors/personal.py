"""What monitoring keeps of a person (152-ФЗ); reports and their frozen lists are mended by `monitoring.services.personal`."""

from monitoring.models import SiteParticipant
from portal.kit.persons import Fate, Held
from teachers.selectors.personal import NUMBERS

HELD = (Held(SiteParticipant, "teacher", Fate.KEEP, NUMBERS),)
