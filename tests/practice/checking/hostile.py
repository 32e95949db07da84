"""What a learner's function can do: its body, the outcome, and words of the message.

The function is ``f(E, ids, upstream)``; ``scatter`` gives the right answer. A body that begins with
``:`` is a whole cell that defines ``f``.
"""

__all__ = ["ENDLESS", "EVERYWHERE", "ONLY_POSIX"]

RIGHT = "; return scatter(E, ids, upstream)"
NO = "not yet"
SOLVED = ("solved", "Gradients of one row add up")

# These never end by themselves, so they get a short limit.
ENDLESS = {
    "loop": "while True: pass",
    "deaf loop": "while True:\n try: len(E)\n except BaseException: continue",
    "loop, deaf twice": (
        "while True:\n try:\n  try: len(E)\n  except BaseException: continue\n"
        " except BaseException: continue"
    ),
    "loop in finally": "try: 1 / 0\nfinally:\n while True: pass",
    "sleep": "import time; time.sleep(60)",
    "deaf sleep": "import time\nwhile True:\n try: time.sleep(60)\n except: pass",
    "naps": "import time\nwhile True: time.sleep(0.01)",
    "waits for a lock": "import threading\na = threading.Lock(); a.acquire(); a.acquire()",
    "waits for an event": "import threading; threading.Event().wait()",
    "waits for a queue": "import queue; queue.Queue().get()",
    "waits for a thread": (
        "import threading, time\nt = threading.Thread(target=time.sleep, args=(3,), daemon=True)\n"
        "t.start(); t.join()"
    ),
    "waits for a process": "import subprocess; subprocess.run(['sleep', '3'])",
    "endless words of an exception": (
        "class Slow(Exception):\n def __str__(self):\n  while True: pass\nraise Slow"
    ),
    "endless array": "class A:\n def __array__(self, *_, **__):\n  while True: pass\nreturn A()",
    "endless list": "class A(list):\n def __iter__(self):\n  while True: pass\nreturn A([1])",
    "endless generator in the answer": (
        "def g():\n while True: yield 1\nreturn np.fromiter(g(), float)"
    ),
    "matrix products": "while True: np.ones((50, 50)) @ np.ones((50, 50))",
    "print storm": "while True: print('x' * 1000)",
    "warning storm": "import warnings\nwhile True: warnings.warn('x')",
    "huge number": "return 10 ** 10 ** 9",
    "regular expression": "import re; return re.match('(a+)+$', 'a' * 60 + 'b')",
}

EVERYWHERE = {
    # Ends of the process, and of the check.
    "sys.exit": ("import sys; sys.exit()", NO, "SystemExit"),
    "exit code": ("raise SystemExit(0)", NO, "SystemExit"),
    "os._exit": ("import os; os._exit(0)", NO, "switched off while a check runs"),
    "os.abort": ("import os; os.abort()", NO, "switched off while a check runs"),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", NO, "switched off"),
    "raises a signal": ("import signal; signal.raise_signal(2)", NO, "switched off"),
    "another program": ("import os; os.execv('/bin/true', ['true'])", NO, "switched off"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", NO, "KeyboardInterrupt"),
    "GeneratorExit": ("raise GeneratorExit", NO, "GeneratorExit"),
    "StopIteration": ("return next(iter(()))", NO, "StopIteration"),
    "MemoryError": ("raise MemoryError", NO, "MemoryError"),
    "own BaseException": (
        "class Own(BaseException):\n def __str__(self): raise KeyError('no words')\nraise Own",
        NO,
        "Own",
    ),
    "exception without a name": (
        "class A(Exception): pass\nA.__name__ = ''\nraise A('words')",
        NO,
        "words",
    ),
    "exception in markup": ("raise ValueError('<script>alert(1)</script>')", NO, "script"),
    "lone surrogate": (r"raise ValueError('\ud800')", NO, "ValueError"),
    "long exception": ("raise ValueError('x' * 10**6)", NO, "ValueError"),
    "exception group": ("raise BaseExceptionGroup('two', [KeyError(1), SystemExit()])", NO, "two"),
    "exception of its own cause": (
        "a = ValueError('round'); a.__cause__ = a; a.__context__ = a\nraise a",
        NO,
        "round",
    ),
    "syntax error": ("return eval('1 +')", NO, "SyntaxError"),
    "assertion": ("assert False", NO, "AssertionError"),
    "recursion": ("return f(E, ids, upstream)", NO, "without an end"),
    "recursion through C": (
        "return sorted([1], key=lambda _: f(E, ids, upstream))",
        NO,
        "without an end",
    ),
    "deep nest": ("x = 0\nfor _ in range(100_000): x = [x]\nreturn x", NO, ""),
    "nest in itself": ("nest = []; nest.append(nest)\nreturn nest", NO, ""),
    "asks": ("return input('?')", NO, "nobody is there to type"),
    "breakpoint": ("breakpoint()", NO, "nobody is there to type"),
    "all memory": ("return np.zeros((10**6, 10**9))", NO, "MemoryError"),
    # What is changed for everybody is put back; the right answer after it is right.
    "NumPy": ("np.abs = lambda x: 0 * x" + RIGHT, *SOLVED),
    "NumPy, to be right": (
        "np.isclose = np.allclose = np.array_equal = lambda *_, **__: True",
        NO,
        "",
    ),
    "NumPy's comparison": ("np.abs = np.less_equal = lambda *_: np.zeros(1)\nreturn E", NO, ""),
    "NumPy is gone": ("import sys; sys.modules['numpy'] = None" + RIGHT, *SOLVED),
    "NumPy loses a part": ("del np.add, np.zeros\nreturn E", NO, ""),
    "builtins": (
        "import builtins\nkept = scatter(E, ids, upstream)\n"
        "builtins.len = builtins.isinstance = builtins.str = builtins.type = None\n"
        "builtins.BaseException = None; builtins.extra = 1\nreturn kept",
        *SOLVED,
    ),
    "open": ("import builtins; builtins.open = None" + RIGHT, *SOLVED),
    "print": ("import builtins; builtins.print = None" + RIGHT, *SOLVED),
    "import": ("import builtins; builtins.__import__ = None\nreturn E", NO, ""),
    "clock": ("import time; time.monotonic = time.time = lambda: 0" + RIGHT, *SOLVED),
    "json": ("import json; json.dumps = lambda *_, **__: '{}'" + RIGHT, *SOLVED),
    "json reads nothing": ("import json; json.loads = lambda *_: {}" + RIGHT, *SOLVED),
    "os.replace": ("import os; os.replace = lambda *_: None" + RIGHT, *SOLVED),
    "paths": ("import pathlib; pathlib.Path.read_bytes = None" + RIGHT, *SOLVED),
    "random numbers": (
        "import random; random.seed(1); np.random.seed(1); random.random = None" + RIGHT,
        *SOLVED,
    ),
    "working directory": ("import os; os.chdir('/')" + RIGHT, *SOLVED),
    "umask": ("import os; os.umask(0)" + RIGHT, *SOLVED),
    "environment": (
        "import os; os.environ['EMBEDLAB_HOME'] = '/nowhere'; os.environ['X_NEW'] = '1'" + RIGHT,
        *SOLVED,
    ),
    "environment is empty": ("import os; os.environ.clear()" + RIGHT, *SOLVED),
    "search path": ("import sys; sys.path.clear()" + RIGHT, *SOLVED),
    "import hooks": ("import sys; sys.meta_path.clear()" + RIGHT, *SOLVED),
    "locale": ("import locale; locale.setlocale(locale.LC_ALL, 'C')" + RIGHT, *SOLVED),
    "garbage collector": ("import gc; gc.disable(); gc.set_threshold(1)" + RIGHT, *SOLVED),
    "recursion limit": ("import sys; sys.setrecursionlimit(200)" + RIGHT, *SOLVED),
    "tracing": ("import sys; sys.settrace(lambda *_: None)" + RIGHT, *SOLVED),
    "profiling": ("import sys; sys.setprofile(lambda *_: None)" + RIGHT, *SOLVED),
    "NumPy's settings": (
        "np.seterr(all='raise'); np.set_printoptions(precision=1)" + RIGHT,
        *SOLVED,
    ),
    "decimal context": ("import decimal; decimal.getcontext().prec = 1" + RIGHT, *SOLVED),
    "warnings": ("import warnings; warnings.simplefilter('error')" + RIGHT, *SOLVED),
    "standard output": ("import sys, io; sys.stdout = sys.stderr = io.StringIO()" + RIGHT, *SOLVED),
    "no output": ("import sys; sys.stdout = sys.stderr = None" + RIGHT, *SOLVED),
    "closed output": ("import sys; sys.stdout.close()" + RIGHT, *SOLVED),
    "takes the alarm": (
        "import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN)",
        NO,
        "switched off while a check runs",
    ),
    "stops the alarm": ("import signal; signal.setitimer(0, 0)", NO, "switched off"),
    "judge": (
        "from embedlab.practice.checking import judging, compare, feedback\n"
        "judging.diagnosis = compare.agree = feedback.explanation = lambda *_, **__: ''\nreturn E",
        NO,
        "",
    ),
    "store": (
        "from embedlab.practice import store\nstore.record = store.load = store.update = None"
        + RIGHT,
        *SOLVED,
    ),
    "another exercise": (
        "from embedlab.practice.checking.surroundings import registry\n"
        "one = next(iter(registry().values()))\nobject.__setattr__(one, 'task', 'changed')" + RIGHT,
        *SOLVED,
    ),
    "code of a reference": (
        "from embedlab.practice.exercises import gradient\n"
        "gradient.row_after_step.__code__ = (lambda: 0).__code__" + RIGHT,
        *SOLVED,
    ),
    "registry": (
        "from embedlab.practice.checking import surroundings as s; s.registry().clear()" + RIGHT,
        *SOLVED,
    ),
    "deletes the progress": (
        "import shutil\nfrom embedlab.practice import store\n"
        "shutil.rmtree(store.home(), True)" + RIGHT,
        *SOLVED,
    ),
    "damages the progress": (
        "from embedlab.practice import store\n"
        "for one in store.home().iterdir(): one.write_text('{')" + RIGHT,
        *SOLVED,
    ),
    "writes into its arguments": (
        "right = scatter(E, ids, upstream); E[:] = ids[:] = upstream[:] = 0\nreturn right",
        NO,
        "changes its input",
    ),
    "resizes its arguments": ("E.resize((0, 0), refcheck=False)\nreturn E", NO, ""),
    "locks its arguments": ("E.flags.writeable = False" + RIGHT, *SOLVED),
    "leaves a thread": (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(0.05,), daemon=True).start()" + RIGHT,
        *SOLVED,
    ),
    "counts calls": (":n = 0\ndef f(*_):\n global n; n += 1\n return n", NO, ""),
    "finds the answer": (
        "import sys\nframe = sys._getframe()\nwhile frame:\n"
        " if 'wanted' in frame.f_locals: return frame.f_locals['wanted'][0].value\n"
        " frame = frame.f_back",
        NO,
        "",
    ),
    # Answers that are none.
    "object": (
        "class A:\n def __getattr__(self, name): raise ValueError('broken')\n"
        " __repr__ = __str__ = __eq__ = __array__ = __len__ = __hash__ = lambda self, *_: 1 / 0\n"
        "return [A()]",
        NO,
        "",
    ),
    "lies about its class": (
        "class A:\n __class__ = property(lambda self: np.ndarray)\nreturn A()",
        NO,
        "",
    ),
    "always equal": (
        "class A(np.ndarray):\n def __eq__(self, other): return np.ones(self.shape, bool)\n"
        " __sub__ = __rsub__ = lambda self, other: np.zeros(self.shape)\nreturn E.view(A)",
        NO,
        "",
    ),
    "takes over functions": (
        "class A:\n def __array_function__(self, *_): return True\n"
        " def __array_ufunc__(self, *_, **__): return True\nreturn A()",
        NO,
        "",
    ),
    "memory of its own": (
        "class A:\n __array_interface__ = {'version': 3, 'shape': (4, 2), 'typestr': '?'}\n"
        "return A()",
        NO,
        "",
    ),
    "module": ("return np", NO, "module"),
    "itself": ("return f", NO, "function"),
    "generator": ("return (row for row in E)", NO, "generator"),
    "map": ("return map(sum, E)", NO, "map"),
    "file": ("import os; return open(os.devnull)", NO, "TextIOWrapper"),
    "bytes": ("return b'dE'", NO, ""),
    "text": ("return 'dE'", NO, ""),
    "text of the right answer": ("return str(scatter(E, ids, upstream))", NO, ""),
    "matrix": ("return np.matrix(E)", NO, ""),
    "masked": ("return np.ma.masked_all(E.shape)", NO, ""),
    "NaN": ("return E * np.nan", NO, "nan in row 0, column 0"),
    "infinities": ("return E / 0", NO, ""),
    "large answer": ("return np.zeros(20_000_000)", NO, "too large"),
    "dict": ("return {'a': E, (1, 2): [E]}", NO, ""),
    "record array": ("return np.zeros(4, [('a', float)])", NO, ""),
    "objects": ("return scatter(E, ids, upstream).astype(object)", NO, ""),
    "NotImplemented": ("return NotImplemented", NO, ""),
    # Things that are called, and are no plain functions.
    "async def": (":async def f(E, ids, upstream): return E", NO, "async def"),
    "yield": (":def f(E, ids, upstream): yield E", NO, "generator"),
    "class": (":class f: pass", NO, "This is a class"),
    "its result": (":f = 3", NO, "not a function"),
    "too few arguments": (":def f(E): return E", NO, "3 arguments in this order"),
    "needs names": (":def f(*, E, ids, upstream): return E", NO, "3 arguments in this order"),
    "broken signature": (
        ":class F:\n __signature__ = 3\n def __call__(self, *_): return 1\nf = F()",
        NO,
        "",
    ),
    "broken attributes": (
        ":class F:\n def __getattribute__(self, name): raise ValueError(name)\n"
        " def __call__(self, *_): return 1\nf = F()",
        NO,
        "",
    ),
    "partial": (":import functools\nf = functools.partial(scatter)", *SOLVED),
    "object that is called": (
        ":class F:\n def __call__(self, E, ids, upstream):\n"
        "  return scatter(E, ids, upstream)\nf = F()",
        *SOLVED,
    ),
    "decorated": (
        ":import functools\n@functools.lru_cache\ndef f(E, ids, upstream): return E",
        NO,
        "TypeError",
    ),
    "built in": (":f = np.add", NO, ""),
}
# Nothing ends one long call into C where there is no alarm.
ONLY_POSIX = {
    "sleep",
    "deaf sleep",
    "huge number",
    "regular expression",
    "takes the alarm",
    "stops the alarm",
    "another program",
    "waits for a lock",
    "waits for an event",
    "waits for a queue",
    "waits for a thread",
    "waits for a process",
}
