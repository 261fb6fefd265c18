"""Tasks run, fail, come back, and none ends without being noticed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from meetworthy.app.operate import crew as crew_module
from meetworthy.app.operate import wake
from meetworthy.app.operate.crew import Crew, Hand
from meetworthy.app.operate.ending import at_end, end
from meetworthy.app.operate.tasks import TASKS, Task, tasks_named

AT = 1_777_000_000_000_000
PATIENCE = 30.0
"""Seconds after which something counts as not happening."""


class Work:
    """Stands in for a task's function: does what the script says, turn by turn."""

    def __init__(self, *script: object) -> None:
        self.script = list(script)
        self.at: list[int] = []
        self.done = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def __call__(self, *, at: int) -> int:
        self.at.append(at)
        self.may_go_on.wait(PATIENCE)
        if not self.script:
            self.done.set()
            return 0
        step = self.script.pop(0)
        if isinstance(step, type) and issubclass(step, BaseException):
            raise step
        return int(step)


class Scripted(Task):
    """A task whose function is given, not looked up."""

    __slots__ = ("work",)

    def load(self):
        return self.work


def task(work: Work, name: str = "judging", **more: float) -> Task:
    made = Scripted(name, "nowhere.at_all", more.get("pause_seconds", 0.01), more.get("beats", 60))
    object.__setattr__(made, "work", work)
    return made


@pytest.fixture
def crews(monkeypatch) -> Iterator[list[Crew]]:
    monkeypatch.setattr(crew_module, "FIRST_RETRY_SECONDS", 0.001)
    made: list[Crew] = []
    yield made
    for each in made:
        each.stop()


def started(crews: list[Crew], *tasks: Task) -> Crew:
    crew = Crew(tasks, clock=lambda: AT)
    crews.append(crew)
    crew.start()
    return crew


def test_a_task_is_given_the_instant_and_asked_again_until_there_is_nothing_to_do(crews):
    work = Work(3, True, 1)
    started(crews, task(work))
    assert work.done.wait(PATIENCE)
    assert work.at[:4] == [AT] * 4


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_task_that_fails_is_tried_again_and_seen_meanwhile(crews):
    work = Work(ValueError, KeyError, 1)
    crew = started(crews, task(work))
    assert work.done.wait(PATIENCE)
    assert crew.troubles() == {}

    broken = Work(*[ValueError] * 100_000)
    ill = started(crews, task(broken, "outbox"))
    wait_until(lambda: "failed" in ill.troubles().get("outbox", ""))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_ended_is_noticed_and_started_anew(crews):
    work = Work(SystemExit, 1)
    crew = started(crews, task(work))
    wait_until(lambda: not crew.hands[0].is_alive)
    assert crew.troubles() == {"judging": "its thread has ended"}
    crew.check()
    assert work.done.wait(PATIENCE)
    assert crew.troubles() == {}


def test_one_task_that_fails_does_not_keep_another_from_its_work(crews):
    broken, well = Work(*[ValueError] * 100_000), Work(1, 1)
    crew = started(crews, task(broken), task(well, "outbox"))
    assert well.done.wait(PATIENCE)
    assert "outbox" not in crew.troubles()


def test_a_turn_that_takes_longer_than_any_should_is_seen(crews):
    work = Work(1)
    work.may_go_on.clear()
    crew = started(crews, task(work, beats=0.0))
    wait_until(lambda: "its turn has taken more than" in crew.troubles().get("judging", ""))
    work.may_go_on.set()


def test_stopping_lets_the_turn_under_way_come_to_its_end(crews):
    work = Work(1)
    work.may_go_on.clear()
    crew = started(crews, task(work))
    wait_until(lambda: work.at)
    stopping = threading.Thread(target=crew.stop)
    stopping.start()
    assert crew.hands[0].is_alive
    work.may_go_on.set()
    stopping.join(PATIENCE)
    assert work.script == []
    assert not crew.hands[0].is_alive


def test_a_task_that_rests_is_woken_by_whoever_has_work_for_it(crews):
    work = Work()
    started(crews, task(work, pause_seconds=3_600))
    wait_until(lambda: len(work.at) > 7)  # it rests for longer and longer
    before = len(work.at)
    wait_until(lambda: wake.wake("judging") or len(work.at) > before + 3)


def test_a_failure_is_followed_by_a_longer_pause_up_to_a_limit():
    hand = Hand(task(Work()), lambda: AT)
    pauses = [hand._failed(ValueError()) for _ in range(30)]
    assert pauses[0] <= crew_module.FIRST_RETRY_SECONDS
    assert crew_module.LAST_RETRY_SECONDS / 2 <= pauses[-1] <= crew_module.LAST_RETRY_SECONDS


def test_tasks_are_chosen_by_name_and_an_unknown_one_is_named():
    assert [one.name for one in tasks_named("outbox, judging")] == ["judging", "outbox"]
    assert tasks_named("") == tuple(one for one in TASKS if one.is_there)
    with pytest.raises(ValueError, match="no task 'sleeping'"):
        tasks_named("judging,sleeping")


def test_every_task_that_is_there_can_be_loaded():
    for one in tasks_named(""):
        assert callable(one.load())


def test_endings_are_called_once_the_latest_first_whatever_one_of_them_does():
    called = []

    def broken() -> None:
        called.append("broken")
        raise ValueError

    at_end(lambda: called.append("first"))
    at_end(broken)
    at_end(lambda: called.append("last"))
    end()
    end()
    assert called == ["last", "broken", "first"]


def wait_until(happened) -> None:
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.005)):
        if happened():
            return
        pause.wait(0.005)
    raise AssertionError("it did not happen")
