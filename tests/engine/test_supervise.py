"""The supervisor: order, restarts, and that nothing outlives it."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.engine import processes, records
from portal.engine.say import Trouble
from portal.engine.supervise import Interrupted, Supervisor
from tests.engine.conftest import shell

ROOT = Path(__file__).resolve().parents[2]


def test_crashed_service_is_started_again(crew: Supervisor, checkout: Path) -> None:
    tally = checkout / "tally"
    crew.start(shell("web", f"echo x >> {tally}; sleep 0.1"))

    def twice() -> bool:
        crew.mend()
        return tally.exists() and tally.read_text().count("x") == 2

    assert crew.until(twice, 10)


def test_service_that_never_starts_is_named(crew: Supervisor) -> None:
    with pytest.raises(Trouble, match="«web» не запустилась"):
        crew.bring_up(shell("web", "exit 3", ready=lambda: False))


def test_failed_command_is_named(crew: Supervisor) -> None:
    with pytest.raises(Trouble, match="завершилась с ошибкой 7"):
        crew.run(["/bin/sh", "-c", "exit 7"], {})


def test_users_of_the_engines_end_before_the_engines(checkout: Path) -> None:
    tale = checkout / "tale"
    with Supervisor("try", quiet=True, root=checkout) as crew:
        for name in ("db", "broker", "web"):
            script = f"trap 'echo {name} >> {tale}; exit' TERM; touch {checkout}/{name}; while :; do sleep 0.05; done"
            crew.start(shell(name, script))
        assert crew.until(lambda: all((checkout / name).exists() for name in ("db", "broker", "web")), 10)
    assert tale.read_text().split() == ["web", "broker", "db"]


def test_deaf_service_is_ended_with_its_children(checkout: Path) -> None:
    with Supervisor("try", quiet=True, root=checkout) as crew:
        crew.start(shell("web", f"trap '' TERM; touch {checkout}/up; while :; do sleep 5; done", patience=0.3))
        assert crew.until(lambda: (checkout / "up").exists(), 10)
    assert processes.marked(crew.mark) == []


def test_signal_interrupts_the_watch(crew: Supervisor) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(Interrupted):
        crew.watch()


def test_second_run_of_a_checkout_is_refused(crew: Supervisor, checkout: Path) -> None:
    with pytest.raises(Trouble, match="уже работает"):
        Supervisor("try", root=checkout).__enter__()
    assert records.running(crew.record) == os.getpid()


OUTSIDER = """
    import sys, time
    from pathlib import Path
    from portal.engine.supervise import Supervisor
    from tests.engine.conftest import shell
    with Supervisor("try", quiet=True, root=Path(sys.argv[1])) as crew:
        deaf = Path(sys.argv[1], "deaf")
        crew.start(shell("web", "exec sleep 601"), shell("worker", f"trap '' TERM; touch {deaf}; while :; do sleep 600; done"))
        # Killed any sooner, the worker would still hear the kernel's TERM and nothing would be left behind.
        assert crew.until(deaf.exists, 10)
        print(crew.mark, flush=True)
        time.sleep(600)
"""


@pytest.fixture
def killed(checkout: Path) -> Iterator[str]:
    """Mark of a run whose supervisor was killed with -9."""
    outsider = subprocess.Popen([sys.executable, "-c", textwrap.dedent(OUTSIDER), str(checkout)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert outsider.stdout
    mark = outsider.stdout.readline().strip()
    assert processes.wait_until(lambda: len(processes.marked(mark)) >= 2, 10)
    outsider.kill()
    outsider.wait()
    outsider.stdout.close()
    yield mark
    processes.end(lambda: processes.marked(mark), patience=0.1)


def test_children_of_a_killed_supervisor_end_by_themselves(killed: str) -> None:
    assert processes.wait_until(lambda: not any(command(pid) == b"sleep 601" for pid in processes.marked(killed)), 10)


def command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").strip() if processes.started_at(pid) else b""


def test_next_run_ends_what_a_killed_one_left(killed: str, checkout: Path) -> None:
    assert processes.marked(killed)
    with Supervisor("try", quiet=True, root=checkout):
        assert processes.marked(killed) == []


def test_number_of_an_ended_process_is_not_mistaken(crew: Supervisor) -> None:
    crew.start(shell("web", "sleep 60"))
    pid = crew.children["web"].process.pid
    assert processes.alive(pid, processes.started_at(pid))
    assert not processes.alive(pid, processes.started_at(pid) - 1)
    assert not processes.alive(2**22 + 1, 0)
