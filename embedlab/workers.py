"""Where the tasks of `sharded` run: in this process, or at the workers of Dask."""

import ast
import logging
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from embedlab.checks import check_count

__all__ = ["LostShard", "engine", "local_client"]

PATIENCE = 30  # seconds that workers have to come back
LOOK = 1  # seconds without a result until we look whether all workers are alive
CONNECT = 5  # seconds that a scheduler has to answer


class LostShard(Exception):
    """What a worker held is gone with it."""


class Here:
    """All tasks in this process, one after the other."""

    number = 1

    def call(self, f, *args, shard=0, partition=0):
        return f(*args)

    def fetch(self, results):
        return results

    def everywhere(self, f, *args):
        f(*args)

    renew = everywhere


class OnDask:
    """Tasks at workers: those of a shard at its home and nowhere else, others near it."""

    def __init__(self, client):
        import dask.distributed as dask
        from distributed.comm import CommClosedError

        self.client, self.homes = client, list(client.nthreads())
        self.killed, self.gone = dask.KilledWorker, (dask.CancelledError, CommClosedError)

    @property
    def number(self):
        return len(self.homes)

    def call(self, f, *args, shard=None, partition=0):
        """A task; Dask might find it cheaper to move a shard than to send its rows."""
        self.check_scheduler()
        home = self.homes[(partition if shard is None else shard) % len(self.homes)]
        settings = {"workers": home, "allow_other_workers": shard is None}
        return self.client.submit(f, *args, pure=False, **settings)

    def fetch(self, futures):
        """The results of tasks."""
        try:
            return [self.wait_for(future) for future in futures]
        except self.killed:
            raise LostShard from None
        except self.gone:
            raise ConnectionError("The scheduler went away.") from None
        except (FileNotFoundError, PermissionError) as error:
            raise FileNotFoundError(
                f"a worker cannot use the folder of this run ({error}); give one that all workers "
                "share: folder=."
            ) from None

    def wait_for(self, future):
        while True:
            try:
                return future.result(timeout=LOOK)
            except TimeoutError:  # nothing wrong, as long as all workers are alive
                self.check_scheduler()
                if not set(self.homes) <= set(self.alive(self.homes)):
                    raise LostShard from None

    def alive(self, otherwise):
        """The workers that the scheduler knows; or these, if it does not answer in time."""
        try:
            return list(self.client.nthreads())
        except OSError:
            self.check_scheduler()
            return otherwise

    def check_scheduler(self):
        if self.client.status != "running":
            raise ConnectionError("The scheduler went away.")

    def everywhere(self, f, *args):
        """Call f at each worker, if there is one."""
        if self.client.status == "running":
            with suppress(OSError, *self.gone):  # it may have gone this very moment
                self.client.run(f, *args, on_error="ignore")

    def renew(self, f, *args):
        """Wait until there are as many workers as before, or less for want of more; f at each."""
        end = time.monotonic() + PATIENCE
        while len(alive := self.alive([])) < len(self.homes) and time.monotonic() < end:
            time.sleep(0.1)
            self.check_scheduler()
        self.homes = alive
        if not self.homes:
            raise ConnectionError("All workers went away.")
        self.everywhere(f, *args)


@contextmanager
def engine(client):
    """What calls tasks, with a client or without."""
    if client is None:
        yield Here()
        return
    try:
        from dask.distributed import Client
    except ImportError:
        raise ImportError('a client needs Dask: python -m pip install "embedlab[scale]".') from None
    for name in ("client", "batched"):  # where the scheduler dies, our sentence is enough
        logging.getLogger(f"distributed.{name}").addFilter(is_news)
    with connected(client, Client) as client:
        yield OnDask(client)


def is_news(record):
    """Whether a line of Dask's log says more than that a connection is gone."""
    gone = ("CancelledError", "CommClosedError")
    gave_up = record.exc_info and type(record.exc_info[1]).__name__ in gone
    return not gave_up and "reconnect" not in record.getMessage()


@contextmanager
def connected(client, Client):
    """A client that works, from a client or an address; or a sentence that says what to start."""
    if isinstance(client, str):
        try:
            opened = Client(client, timeout=CONNECT)
        except ValueError as fault:
            raise ValueError(
                f"client: {fault!s:.100}; an address looks like tcp://127.0.0.1:8786."
            ) from None
        except OSError:
            raise ConnectionError(
                f"no scheduler answers at {client:.100}; start one: "
                "dask scheduler --host 127.0.0.1 --port 8786"
            ) from None
        with opened, connected(opened, Client):
            yield opened
        return
    if not isinstance(client, Client) or client.asynchronous:
        raise TypeError(
            f"client must be a dask.distributed.Client or an address, not {client!r:.60}."
        )
    if client.status != "running":
        raise ConnectionError(
            f"the client is {client.status}; start a new one: "
            "Client(n_workers=2, threads_per_worker=1)."
        )
    if not client.nthreads():
        raise ConnectionError(
            f"the scheduler has no workers; start one: dask worker {client.scheduler.address}"
        )
    yield client


def local_client(workers=2):
    """Worker processes on this machine for `train`, or None where there is no Dask (in a browser).

    Each process has one thread; ``client.close()`` ends them. With None, `train` does all the work
    in this process. A new process imports the script that started it, so a script needs a guard::

        if __name__ == "__main__":
            client = sharded.local_client()

    In a notebook there is nothing to guard.
    """
    check_count("workers", workers)
    try:
        from dask.distributed import Client
    except ImportError:
        return None
    if line := unguarded_line():
        raise RuntimeError(
            f"line {line} of the script would run again in every process that it starts; put it "
            'under a main guard: if __name__ == "__main__":'
        )
    return Client(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )


def unguarded_line():
    """The line of a script without a main guard that led here; 0 if there is a guard or none."""
    script, frame = getattr(sys.modules["__main__"], "__file__", None), sys._getframe()
    while frame and (frame.f_code.co_name, frame.f_code.co_filename) != ("<module>", script):
        frame = frame.f_back
    if frame is None:
        return 0
    for statement in ast.parse(Path(script).read_bytes()).body:
        names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        if statement.lineno <= frame.f_lineno <= statement.end_lineno and "__name__" in names:
            return 0
    return frame.f_lineno
