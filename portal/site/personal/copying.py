"""The job behind «Всё обо мне»: an archive for programs with her files, and a PDF to read."""

import datetime as dt
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from portal.accounts.models import Appointment, District, PersonalCopy, User
from portal.accounts.models.personal import copy_path
from portal.accounts.selectors import in_time_of, partners_of
from portal.documents.pdf import render_long_pdf
from portal.journal.services import record
from portal.kit import pulse, wall
from portal.kit.persons import Subject
from portal.kit.pulse import untaken
from portal.kit.storing import discard
from portal.kit.words import day
from portal.site.personal.everything import SCHEMA, Section, files_of, plain, sections
from portal.site.personal.paper import parts
from teachers.selectors.personal import subject_of

S = PersonalCopy.State
HOPE = dt.timedelta(hours=1)  # after the request; what kills its worker every time is not begun again for ever
FOLDER = "personal"  # of the storage: copy_path
ORPHAN = dt.timedelta(days=1)
KEPT = dt.timedelta(days=7)  # a heap of personal data does not lie about


@transaction.atomic
def request_copy(*, user: User) -> PersonalCopy:
    """Попросить собрать всё обо мне; asking again while it is being made returns that one."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # its key stays: what others write about her does not wait, and need not cross at the commit
    waiting = PersonalCopy.objects.filter(user=user, state__in=(S.QUEUED, S.WORKING)).first()
    if waiting:
        return waiting
    made = PersonalCopy.objects.create(user=user)
    for district_id in user.district_ids:
        record(verb="запросил(а) все данные о себе", obj=user, by=user, district_id=district_id)
    return made


def sweep() -> list[int]:
    """Ids that wait or were left by a dead worker; copies older than a week lose their files."""
    with wall.scope(common=True):
        for old in PersonalCopy.objects.filter(finished_at__lt=timezone.now() - KEPT).exclude(file="", paper=""):
            for path in (old.file.name, old.paper.name):
                discard(str(path or ""))
            PersonalCopy.objects.filter(pk=old.pk).update(file="", paper="")
        PersonalCopy.objects.filter(untaken("began_at"), state=S.WORKING, at__lt=timezone.now() - HOPE).update(state=S.FAILED, finished_at=timezone.now())
        return list(PersonalCopy.objects.filter(untaken("began_at")).values_list("pk", flat=True))


class Claim(pulse.Claim):
    """A copy in this worker's hands."""

    def __init__(self, pk: int) -> None:
        super().__init__(PersonalCopy, pk, sign="began_at", name=f"Всё обо мне {pk}")


def build(pk: int) -> bool:
    """Claim the row and make both files; False when somebody else has it. A failure is left on the row and raised."""
    claim = Claim(pk)
    if not claim.take():
        return False
    with wall.scope(common=True):
        user = PersonalCopy.objects.select_related("user").get(pk=pk).user
    names: list[str] = []
    try:
        with claim:
            _made(user, names)
        kept = claim.update(finished_at=timezone.now(), state=S.DONE, file=names[0], paper=names[1], size=default_storage.size(names[0]))
    except Exception:
        _drop(names)
        claim.update(finished_at=timezone.now(), state=S.FAILED)
        raise
    if not kept:  # she was erased while it was being made, or another worker has taken it over
        _drop(names)
    return kept


def _made(user: User, names: list[str]) -> None:
    """Both files; their names are added as each is there, so that a failure can take them away."""
    with seen_by(user) as who:
        found = sections(who)
        for made in (_archive(who, user, found), _paper(user, found)):
            names.append(default_storage.save(copy_path(PersonalCopy(), ""), made))


def _drop(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def drop_orphans() -> int:
    """Files that no row leads to: a worker died between the file and the row. A day old, so that what is being made is left alone."""
    if not default_storage.exists(FOLDER):
        return 0
    with wall.scope(common=True):
        known = {path for pair in PersonalCopy.objects.values_list("file", "paper") for path in pair}
    paths = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    lost = [one for one in paths if one not in known and default_storage.get_modified_time(one) < timezone.now() - ORPHAN]
    _drop(lost)
    return len(lost)


@contextmanager
def seen_by(user: User) -> Iterator[Subject]:
    """Open every district that the person has ever worked in, for her own rows: the declarations narrow to them."""
    with wall.scope(user=user.pk):
        homes = list(District.objects.filter(pk__in=Appointment.objects.filter(user=user).values("district")))
    with in_time_of(homes[0] if homes else None), wall.scope([home.pk for home in homes], user=user.pk):
        wall.widen(partners=tuple({pk for home in homes for pk in partners_of(home)}))
        yield subject_of(account=user.pk)


def _archive(who: Subject, user: User, found: list[Section]) -> File:  # type: ignore[type-arg]
    target = tempfile.TemporaryFile()  # noqa: SIM115  the storage reads and closes it
    files = [(f"files/{one.pk}-{one.name}", one) for one in files_of(who)]
    data = {
        "schema": SCHEMA,
        "made_at": plain(timezone.now()),
        "person": user.full_name,
        "sections": [vars(one) for one in found],
        "files": [{"path": path, "name": one.name, "sha256": one.sha256} for path, one in files],
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", json.dumps(data, ensure_ascii=False, indent=1))
        archive.writestr("README.txt", render_to_string("site/personal/schema.txt", {"schema": SCHEMA}))
        for path, one in files:
            if one.file.storage.exists(str(one.file.name)):
                with one.file.storage.open(str(one.file.name)) as stored, archive.open(path, "w", force_zip64=True) as kept:
                    for piece in stored.chunks():
                        kept.write(piece)
    return File(target)


def _paper(user: User, found: list[Section]) -> ContentFile:  # type: ignore[type-arg]
    title = f"Всё обо мне: {user.full_name}"
    made = render_long_pdf(parts(user, found), title=title, footer=f"{user.short_name}, {day(timezone.localdate())}")
    return ContentFile(made)
