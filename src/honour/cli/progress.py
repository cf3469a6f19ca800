"""How far a command is, on standard error: a bar for people, lines for logs. Both tell what `pace.Pace` tells."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from honour.cli.pace import Pace
from honour.kernel.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as RichProgress

_LINE_SECONDS = 10.0
_BAR_CELLS = 20


@dataclass
class Bar:
    """On a terminal. `progress`: of `bars`, whose tasks have their pace as the field `pace`."""

    progress: RichProgress
    _task: Any = None
    _what: str = ""

    def start(self, what: str, total: int | None, size_bytes: int = 0) -> None:
        if self._task is not None:
            self.progress.update(self._task, description=self._what, completed=self.progress.tasks[-1].total or 0)
            self.progress.stop_task(self._task)
        self._what = what
        self._task = self.progress.add_task(what, total=total, pace=Pace(total, size_bytes))

    def step(self, done: int = 1, size_bytes: int = 0) -> None:
        self.progress.tasks[-1].fields["pace"].step(done, size_bytes)
        self.progress.advance(self._task, done)

    def at(self, what: str) -> None:
        from rich.markup import escape

        self.progress.update(self._task, description=f"{self._what}: {escape(what)}")


@dataclass
class Lines:
    """Without a terminal: a line when a stretch of work begins, one now and then, one when files are done."""

    clock: Callable[[], float] = time.monotonic
    _pace: Pace | None = None
    _told: float = 0.0

    def start(self, what: str, total: int | None, size_bytes: int = 0) -> None:
        self.end()
        click.echo(f"{what}{f' ({total})' if total else ''} ...", err=True)
        self._pace = Pace(total, size_bytes, self.clock)
        self._told = self.clock()

    def step(self, done: int = 1, size_bytes: int = 0) -> None:
        if self._pace is None:
            return
        self._pace.step(done, size_bytes)
        now = self.clock()
        if now - self._told >= _LINE_SECONDS:
            click.echo(f"  {self._pace.told()}", err=True)
            self._told = now

    def at(self, what: str) -> None:
        del what

    def end(self) -> None:
        if self._pace is not None and self._pace.of_files:
            click.echo(f"  {self._pace.ended()}", err=True)
        self._pace = None


def bars(console: Console) -> RichProgress:
    from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress
    from rich.table import Column
    from rich.text import Text

    class Told(ProgressColumn):
        def render(self, task: Task) -> Text:
            pace: Pace = task.fields["pace"]
            return Text(pace.ended() if task.stop_time is not None and pace.of_files else pace.told())

    told = Told(Column(no_wrap=False))  # goes on in a second line where the terminal is narrow
    return RichProgress(
        TextColumn("{task.description}"), BarColumn(_BAR_CELLS), told, TimeElapsedColumn(), console=console
    )


@contextmanager
def progress_shown(*, quiet: bool = False) -> Iterator[Progress]:
    """A Progress shown on standard error: a bar on a terminal, lines elsewhere, nothing if `quiet`."""
    if quiet:
        yield Silent()
    elif not sys.stderr.isatty():
        lines = Lines()
        yield lines
        lines.end()
    else:
        from rich.console import Console

        with bars(Console(stderr=True)) as progress:
            yield Bar(progress)
