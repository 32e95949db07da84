"""The time limit of a call: `TimeOver` is raised in the learner's code until that ends.

On Linux and macOS an alarm interrupts whatever the main thread does, sleep included. From Python
3.12 every jump and every call looks at the clock as well. Python 3.11 has a trace function for
that, which is gone after it has raised once; so each time it raises it sends the next signal on its
way, and code that swallows one exception meets the next a few instructions later.

Not stopped: one long call into C, such as ``sum(range(10**12))`` or, without an alarm,
``time.sleep``; and on Python 3.11, a loop that swallows every exception outside the main thread, or
that swallows RecursionError at the very depth at which it is raised.
"""

import contextlib
import signal
import sys
import threading
from _thread import interrupt_main
from time import monotonic

__all__ = ["Clock", "TimeOver"]

MONITORING = getattr(sys, "monitoring", None)  # from Python 3.12
EVERY = 0.02  # seconds from one alarm to the next, once the time is over
set_handler, raise_signal = signal.signal, signal.raise_signal
set_timer = getattr(signal, "setitimer", None)  # not on Windows


class TimeOver(BaseException):
    """The call took too long."""


class Clock:
    """Watches one call; while it is `running`, it raises `TimeOver` when the time is over.

    Attributes
    ----------
    late : bool
        Whether the time was over.
    interrupted : bool
        Whether the learner pressed Ctrl+C or the stop button; code may have swallowed that.
    """

    def __init__(self, seconds):
        self.seconds = seconds
        self.late = self.running = self.interrupted = self.missed = self.nudged = False
        self.trace = self.on_interrupt = self.timer = None
        self.main = threading.current_thread() is threading.main_thread()
        self.alarm = self.main and set_timer is not None
        free = (n for n in (4, 3, 2) if MONITORING.get_tool(n) is None) if MONITORING else ()
        self.tool = next(iter(free), None)

    def start(self):
        self.end, self.running = monotonic() + self.seconds, True
        self.trace, self.outside = sys.gettrace(), sys._getframe(1)
        if self.main:
            self.on_interrupt = signal.getsignal(signal.SIGINT)
            if callable(self.on_interrupt):
                set_handler(signal.SIGINT, self.interrupt)
        if self.alarm:
            self.on_alarm = set_handler(signal.SIGALRM, self.ring)
            self.timer = set_timer(signal.ITIMER_REAL, self.seconds, EVERY)
        if self.tool:
            events = MONITORING.events
            MONITORING.use_tool_id(self.tool, "embedlab")
            for event in (events.PY_START, events.JUMP):
                MONITORING.register_callback(self.tool, event, self.look)
            MONITORING.set_events(self.tool, events.PY_START | events.JUMP)
        elif not self.alarm:
            sys.settrace(self.trace_call)

    def ring(self, _, frame):
        """The alarm."""
        if not self.running:
            return
        self.late = True
        if not self.tool:
            self.trace_all(frame)
        raise TimeOver

    def trace_all(self, frame):
        """Let `trace_call` see what comes next in all frames within the one that started."""
        sys.settrace(self.trace_call)
        while frame and frame is not self.outside:
            frame.f_trace, frame.f_trace_opcodes = self.trace_call, True
            frame = frame.f_back

    def look(self, *_):
        """Called at every jump and every start of a function."""
        if self.running and monotonic() > self.end:
            self.late = True
            raise TimeOver

    def trace_call(self, _, event, __):
        """The same on Python 3.11, which removes the trace function when it has raised."""
        if event != "exception" and self.running and monotonic() > self.end:
            self.late = True
            if self.main:
                self.nudged = not self.alarm
                interrupt_main(signal.SIGALRM if self.alarm else signal.SIGINT)
            raise TimeOver
        return self.trace_call

    def interrupt(self, number, frame):
        """Ctrl+C, unless `trace_call` has sent the signal."""
        if self.nudged:
            self.nudged = False
            self.ring(number, frame)
        elif not self.running:
            self.missed = True  # while things are put back; it comes when that is done
        else:
            try:
                self.on_interrupt(number, frame)
            except KeyboardInterrupt:
                self.interrupted = True
                raise

    def stop(self):
        self.running = False
        sys.settrace(self.trace)
        if self.timer:
            set_timer(signal.ITIMER_REAL, *self.timer)
            set_handler(signal.SIGALRM, self.on_alarm)
        if self.tool:
            with contextlib.suppress(ValueError):  # the learner's code may have freed it
                MONITORING.set_events(self.tool, 0)
                MONITORING.free_tool_id(self.tool)
        if callable(self.on_interrupt):
            set_handler(signal.SIGINT, self.on_interrupt)
            if self.missed:
                raise_signal(signal.SIGINT)
