"""Where no mail server is, letters lie in files, and not longer than a week."""

import os
import time
from pathlib import Path
from typing import Any

from django.core import mail

from portal.kit.mailing import drop_letters

DAY = 24 * 3600


def letter(folder: Path, name: str, days: int) -> None:
    (folder / name).write_text("Здравствуйте, Мария Ивановна!")
    os.utime(folder / name, (time.time() - days * DAY,) * 2)


def test_letters_in_files_go_after_a_week(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path)
    mail.send_mail("Сегодня", "Мария Ивановна", None, ["maria@portal.example"])
    letter(tmp_path, "20260101-000000-1.log", 6)
    letter(tmp_path, "20260101-000000-2.log", 8)
    letter(tmp_path, "not-a-letter.txt", 8)
    assert drop_letters() == 1
    assert sorted(one.name for one in tmp_path.iterdir())[0] == "20260101-000000-1.log"
    assert len(list(tmp_path.iterdir())) == 3


def test_where_letters_leave_by_a_server_no_folder_is_touched(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    letter(tmp_path, "20260101-000000-2.log", 8)
    assert drop_letters() == 0
