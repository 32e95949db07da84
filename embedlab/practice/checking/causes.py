"""Why an answer is wrong, by the bank of general mistakes: a cause that explains every case."""

from embedlab.practice.checking.compare import numeric
from embedlab.practice.checking.lineup import Lineup
from embedlab.practice.checking.sandbox import Strange
from embedlab.practice.checking.suspects import still
from embedlab.practice.checking.wording import brief

__all__ = ["accusation", "accused", "is_weak"]

LONGEST_ANSWER = 60  # characters of an answer that a sentence repeats
CHANCY = {"used twice", "rooted", "counted from the end", "constant too high", "constant too low"}
KEPT = {}  # the suspects of an exercise, by its name


def accused(exercise, cases, given, same, more=None, *, pairs=True):
    """The first suspect whose answers are those of the learner on all cases, or None.

    Parameters
    ----------
    exercise : Function
    cases : list of tuple
        The smallest case first, then the edges, then random ones.
    given : list of Ran
        What the learner's function did on each.
    same : callable
        Whether two plain answers are the same.
    more : callable, optional
        Gives further random cases, with what the learner's function did: a suspect must explain
        these as well, since a short list of IDs can be the same by chance.

    pairs : bool
        Whether two mistakes at once are thought of as well.

    Returns
    -------
    Suspect or None
    """
    if given[0].error or given[0].value is None or is_strange(given[0].value):
        return None
    cases = [still(case) for case in cases]
    further = None
    for one in lineup(exercise).like(given[0].value, same, pairs=pairs):
        if not explains(one, exercise, cases, given, same):
            continue
        if more and further is None:
            further = more()
        if not more or explains(one, exercise, *further, same, fixed=0):
            return one
    return None


def is_strange(value):
    """Whether something in an answer is neither numbers nor text."""
    if isinstance(value, list):
        return any(map(is_strange, value))
    return isinstance(value, Strange)


def lineup(exercise):
    found = KEPT.get(exercise.name)
    if found is None or found.exercise is not exercise:
        found = KEPT[exercise.name] = Lineup(exercise)
    return found


def explains(suspect, exercise, cases, given, same, fixed=1):
    """Whether a suspect answers like the learner; on edges either may stop with an error."""
    edges = range(1, 1 + len(exercise.edges)) if fixed else ()
    for k, (case, ran) in enumerate(zip(cases, given, strict=True)):
        answer = suspect(case)
        if answer is None or ran.error or ran.value is None:
            if k not in edges and not (answer is None and ran.error):
                return False
        elif not same(answer, ran.value):
            return False
    return True


def is_weak(suspect, value):
    """Whether a suspect may explain numbers that came about in another way."""
    array = numeric(value)
    nothing = array is not None and not array.any()  # zeros, which many a mistake gives
    return nothing or any(clause.vague or clause.cause in CHANCY for clause in suspect.clauses)


def accusation(suspect, value):
    """The sentence about a suspect: the learner's numbers, the cause or both causes, a question."""
    first, *more = suspect.clauses
    got = brief(value)
    start = f"Your answer, {got}," if len(got) <= LONGEST_ANSWER else "Your answer"
    if not more:
        return f"{start} is what comes out when {first.what}. {first.asks}"
    (second,) = more
    if second.named:
        return (
            f"Two things are wrong at once. First, {first.what}. "
            f"Once that is fixed, this remains: {second.named}"
        )
    again = "in two places" if second.what == first.what else f"and {second.what}"
    return f"{start} is what comes out when {first.what}, {again}. {first.asks}"
