"""What `honour read` tells of its progress: files, MB, rate and time left."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from honour.cli.pace import Pace
from honour.cli.progress import Bar, Lines, bars


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_files_megabytes_rate_and_time_left_are_told() -> None:
    clock = Clock()
    pace = Pace(10_000, 2_000_000_000, clock)
    assert pace.told() == "0 of 10,000 files, 0.0 of 2,000 MB, 0.0 MB/s"
    for _ in range(20):
        clock.now += 1
        pace.step(60, 12_000_000)
    assert pace.told() == "1,200 of 10,000 files, 240 of 2,000 MB, 12.0 MB/s, 2 min left"
    pace.step(8_800, 1_760_000_000)
    assert pace.told().endswith(" 0 s left")


def test_time_left_is_the_longer_of_what_number_and_size_let_expect() -> None:
    clock = Clock()
    pace = Pace(100, 1_000, clock)
    clock.now = 10
    pace.step(10, 500)  # half of the bytes in a tenth of the files: 90 s for the files
    assert pace.seconds_left() == pytest.approx(90)
    few = Pace(100, 1_000, clock)
    clock.now = 20
    few.step(90, 100)  # the large ones come last
    assert few.seconds_left() == pytest.approx(90)


def test_the_rate_is_that_of_the_last_half_minute() -> None:
    clock = Clock()
    pace = Pace(None, 0, clock)
    for size in [1_000_000] * 60 + [100_000] * 60:
        clock.now += 1
        pace.step(1, size)
    assert pace.rates()[1] == pytest.approx(100_000, rel=0.1)
    clock.now += 90  # nothing comes any more: the rate falls, and nobody is told the old one
    assert pace.rates()[1] < 30_000


def test_what_is_no_file_has_no_megabytes() -> None:
    clock = Clock()
    pace = Pace(50, 0, clock)
    clock.now = 5
    pace.step(10)
    assert pace.told() == "10 of 50, 2/s, 20 s left"
    open_end = Pace(None, 0, clock)
    clock.now = 65
    open_end.step(3)
    assert open_end.told() == "3, 3/min"


def test_mail_on_a_server_has_no_whole_size_and_none_is_told() -> None:
    clock = Clock()
    pace = Pace(40, 0, clock)
    clock.now = 2
    pace.step(4, 2_000_000)
    assert pace.told() == "4 of 40 files, 2.0 MB, 1.0 MB/s, 18 s left"


def test_without_a_terminal_a_line_comes_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    lines = Lines(clock)
    lines.start("Reading documents and mail", 100, 100_000_000)
    for _ in range(100):
        clock.now += 0.25
        lines.step(1, 1_000_000)
    lines.start("Linking documents and mail to people", None)
    lines.end()
    assert capsys.readouterr().err.splitlines() == [
        "Reading documents and mail (100) ...",
        "  40 of 100 files, 40 of 100 MB, 4.0 MB/s, 15 s left",
        "  80 of 100 files, 80 of 100 MB, 4.0 MB/s, 5 s left",
        "  100 files, 100 MB in 25 s (4.0 MB/s)",
        "Linking documents and mail to people ...",
    ]


@pytest.fixture(params=[80, 160])
def terminal(request: pytest.FixtureRequest) -> Iterator[Console]:
    yield Console(width=request.param, file=io.StringIO(), force_terminal=True, color_system=None)


def test_a_bar_tells_everything_however_narrow_the_terminal(terminal: Console) -> None:
    with bars(terminal) as shown:
        bar = Bar(shown)
        bar.start("Reading documents and mail", 10_000, 2_000_000_000)
        bar.step(1_234, 310_000_000)
        with terminal.capture() as got:
            terminal.print(shown.get_renderable())
        words = got.get().split()
        for word in ("1,234", "10,000", "files,", "310", "2,000", "MB,", "MB/s,", "left"):
            assert word in words
        bar.step(8_766, 1_690_000_000)
        bar.start("Linking tables to people", 5)
        bar.step(2)
        with terminal.capture() as got:
            terminal.print(shown.get_renderable())
    said = " ".join(got.get().split())
    assert "10,000 files," in said
    assert "2 of 5" in said
