"""What a learner's function may change for everybody, and how it is put back.

It may write ``np.abs = ...``, take away a builtin, leave the folder, seed the random numbers. How
all this was is noted before the call and put back after it, whatever was changed. Out of reach are
what C code keeps to itself, arrays that the function did not get as arguments, and threads that go
on.
"""

import builtins
import contextlib
import gc
import locale
import os
import random
import signal
import sys
import threading
import time
from operator import attrgetter, is_
from types import FunctionType, ModuleType

import numpy as np

from embedlab.practice.exercises import registry, tasks

__all__ = ["keep_modules", "keep_process", "replaced_in_numpy", "switch_off"]

# What judging, storing and the references call, each with its submodules.
WATCHED = frozenset(
    [
        "embedlab",
        "numpy",
        "sys",
        "os",
        "posix",
        "posixpath",
        "nt",
        "ntpath",
        "io",
        "pathlib",
        "shutil",
        "json",
        "re",
        "random",
        "math",
        "cmath",
        "statistics",
        "time",
        "datetime",
        "gc",
        "signal",
        "_signal",
        "_thread",
        "threading",
        "contextlib",
        "copy",
        "collections",
        "dataclasses",
        "functools",
        "inspect",
        "dis",
        "itertools",
        "linecache",
        "locale",
        "operator",
        "types",
        "warnings",
        "platformdirs",
        "filelock",
    ]
)
# A function that is checked could end or double the kernel, or take the clock away, with these.
OFF = {
    "builtins": "input breakpoint",
    "os": "fork forkpty _exit abort kill killpg execv execve",
    "signal": "signal setitimer alarm pthread_sigmask pthread_kill raise_signal",
}
BUILTINS = vars(builtins)
NUMPY = {module.__name__: vars(module).copy() for module in (np, np.linalg, np.random)}
CODE = attrgetter("__code__", "__defaults__", "__kwdefaults__")
MUTABLE = 1 << 9  # the flag of classes whose attributes can be set
FIRST = (__name__, "embedlab.practice.checking.sandbox", "embedlab.practice.checking.clock")


def keep_modules():
    """Note what modules, our classes and our exercises hold; the function that puts it back."""
    modules = watched_modules()
    ours = [vars(one) for one in modules if one.__name__.partition(".")[0] == "embedlab"]
    inside = [value for space in ours for name, value in space.items() if name[:2] != "__"]
    dicts = [BUILTINS, *map(vars, modules), sys.modules, registry(), tasks()]
    dicts += map(vars, [*registry().values(), *tasks().values()])
    dicts += [one for one in inside if type(one) is dict]
    lists = [sys.path, sys.meta_path, sys.path_hooks, sys.argv, gc.callbacks]
    lists += [one for one in inside if type(one) is list]
    dicts, lists = [(one, one.copy()) for one in dicts], [(one, one.copy()) for one in lists]
    values = {id(one): one for module in modules for one in vars(module).values()}.values()
    classes = [one for one in values if isinstance(one, type) and one.__flags__ & MUTABLE]
    classes = [(one, vars(one), dict(vars(one))) for one in classes]
    functions = [(one, CODE(one)) for one in inside if type(one) is FunctionType]
    environment = dict(os.environ)

    def put_back():
        # Until the builtins and this module are themselves again, nothing is looked up by name.
        for now, before in dicts:
            now.update(before)
        for now, before in lists:
            now[:] = before
        for one, now, before in classes:
            if len(now) != len(before) or not all(map(is_, now.values(), before.values())):
                mend_class(one, before)
        for one, before in functions:
            if not all(map(is_, CODE(one), before)):
                one.__code__, one.__defaults__, one.__kwdefaults__ = before
        for now, before in dicts:
            if len(now) != len(before):
                take_out_additions(now, before)
        if dict(os.environ) != environment:
            mend_environment(environment)

    return put_back


def watched_modules():
    """The watched modules that are loaded; those come first that put things back."""
    names = [name for name in sys.modules if name.partition(".")[0] in WATCHED]
    modules = [sys.modules[name] for name in dict.fromkeys([*FIRST, *names])]
    return [module for module in modules if type(module) is ModuleType]


def mend_class(one, before):
    for name in vars(one).keys() - before.keys():
        type.__delattr__(one, name)
    for name, value in before.items():
        if vars(one).get(name) is not value:
            type.__setattr__(one, name, value)


def take_out_additions(now, before):
    """Take out what was not there before, but for modules that were imported meanwhile."""
    for name in now.keys() - before.keys():
        home = sys.modules if now is sys.modules else None
        submodule = sys.modules.get(f"{now.get('__name__')}.{name}", ...) is now[name]
        if not submodule and not (home and isinstance(now[name], ModuleType)):
            del now[name]


def mend_environment(before):
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)
    if hasattr(time, "tzset"):
        time.tzset()


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


STATE = (  # how to read and how to set a part of the process's state
    (os.getcwd, os.chdir),
    (umask, os.umask),
    (lambda: locale.setlocale(locale.LC_ALL), lambda name: locale.setlocale(locale.LC_ALL, name)),
    (gc.isenabled, lambda on: gc.enable() if on else gc.disable()),
    (gc.get_threshold, lambda numbers: gc.set_threshold(*numbers)),
    (gc.get_debug, gc.set_debug),
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.getswitchinterval, sys.setswitchinterval),
    (sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    (sys.gettrace, sys.settrace),
    (sys.getprofile, sys.setprofile),
    (random.getstate, random.setstate),
    (np.random.get_state, np.random.set_state),
)


def keep_process():
    """Note the state of the process; the function that puts it back."""
    kept = []
    for read, write in STATE:
        with contextlib.suppress(Exception):  # a folder that is gone, a locale that is unknown
            kept.append((write, read()))
    in_main = threading.current_thread() is threading.main_thread()
    numbers = signal.valid_signals() if in_main else ()
    handlers = {number: signal.getsignal(number) for number in numbers}
    mask = hasattr(signal, "pthread_sigmask") and signal.pthread_sigmask(signal.SIG_BLOCK, ())

    def put_back():
        for write, before in kept:
            with contextlib.suppress(Exception):
                write(before)
        for number, handler in handlers.items():
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)
        if mask is not False:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    return put_back


def switch_off():
    """Put a refusal in the place of what is `OFF`; `keep_modules` puts it back."""
    for module, names in OFF.items():
        if module in sys.modules:
            space = vars(sys.modules[module])
            space.update({name: refusal(name) for name in names.split() if name in space})


def refusal(name):
    def refuse(*_, **__):
        why = "nobody is there to type" if name in ("input", "breakpoint") else "it is switched off"
        raise RuntimeError(f"{why} while a check runs; a function gets all it needs as arguments")

    return refuse


def replaced_in_numpy():
    """The name of something in NumPy that is no longer what it was at first, or nothing."""
    for module, before in NUMPY.items():
        now = vars(np) if module == "numpy" else vars(getattr(np, module.partition(".")[2]))
        for name, value in before.items():
            if now.get(name) is not value:
                return f"{module.replace('numpy', 'np')}.{name}"
    return ""
