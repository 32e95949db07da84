"""The program that closes the exercises of lesson 14."""

from itertools import pairwise

import numpy as np

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["WALKS_TO_PAIRS"]


def walks_to_pairs(edges, V, walks, length, window, seed):
    friends = [[] for _ in range(V)]
    for a, b in edges:
        friends[a].append(b)
        friends[b].append(a)
    rng, sentences, counts = np.random.default_rng(seed), [], np.zeros((V, V), int)
    for start in range(V):
        for _ in range(walks):
            walk = [start]
            while len(walk) < length:
                walk.append(int(rng.choice(friends[walk[-1]])))
            sentences.append(walk)
            for t, centre in enumerate(walk):
                for context in walk[max(0, t - window) : t] + walk[t + 1 : t + window + 1]:
                    counts[centre, context] += 1
    return sentences, counts


def draw_graph(rng, V=7, walks=3, length=6):
    """A ring of V nodes in which one node has an edge more."""
    names = rng.permutation(V)
    edges = [(int(names[k]), int(names[(k + 1) % V])) for k in range(V)]
    edges.append((int(names[0]), int(names[3])))
    return edges, V, walks, length, 2, int(rng.integers(1000))


def each_node_starts_its_walks(program, rng):
    edges, V, walks, *rest = draw_graph(rng)
    starts = sorted(walk[0] for walk in program(edges, V, walks, *rest)[0])
    return starts == sorted([*range(V)] * walks) or f"With walks = {walks}, they start at {starts}."


def walks_have_their_length(program, rng):
    case = draw_graph(rng, length=int(rng.integers(3, 9)))
    lengths = {len(walk) for walk in program(*case)[0]}
    return lengths == {case[3]} or f"With length = {case[3]} there are {sorted(lengths)} nodes."


def steps_follow_edges(program, rng):
    case = draw_graph(rng)
    known = {frozenset(edge) for edge in case[0]}
    steps = [step for walk in program(*case)[0] for step in pairwise(walk)]
    wrong = [step for step in steps if frozenset(step) not in known]
    return not wrong or f"A walk goes from {wrong[0][0]} to {wrong[0][1]}, where no edge is."


def every_friend_is_drawn(program, rng):
    case = draw_graph(rng, walks=30)
    both = {(a, b) for a, b in case[0]} | {(b, a) for a, b in case[0]}
    taken = {step for walk in program(*case)[0] for step in pairwise(walk)}
    missed = sorted(both - taken)
    return not missed or f"In 210 walks there is no step from {missed[0][0]} to {missed[0][1]}."


def friends_are_equally_likely(program, rng):
    case = draw_graph(rng, walks=200, length=2)
    hub = case[0][-1][0]  # the node with three friends
    known = [a + b - hub for a, b in case[0] if hub in (a, b)]
    second = [walk[1] for walk in program(*case)[0] if walk[0] == hub]
    least = min(second.count(one) for one in known) / len(second)
    return least > 0.2 or f"One of three friends is drawn in {least:.0%} of the steps."


def counts_are_those_of_the_walks(program, rng):
    edges, V, walks, length, _, seed = draw_graph(rng)
    for window in (1, 2, 3):
        sentences, counts = program(edges, V, walks, length, window, seed)
        wanted = np.zeros((V, V), int)
        for walk in sentences:
            for t in range(len(walk)):
                for k in range(len(walk)):
                    wanted[walk[t], walk[k]] += 0 < abs(t - k) <= window
        counts = np.asarray(counts)
        if counts.shape != (V, V):
            return f"counts has the shape {counts.shape}; there are V = {V} nodes."
        if not np.array_equal(counts, wanted):
            i, j = np.argwhere(counts != wanted)[0]
            return (
                f"With window = {window} your walks contain the pair ({i}, {j}) "
                f"{wanted[i, j]} times, and your counts say {counts[i, j]:g}."
            )
    return True


def the_seed_decides(program, rng):
    edges, V, walks, length, window, _ = draw_graph(rng)
    one, two, three = (program(edges, V, walks, length, window, seed)[0] for seed in (5, 5, 6))
    return one == two != three


@mistake("Your walks follow an edge in only one direction. Edge (a, b): may a walk go from b to a?")
def one_way(edges, V, walks, length, window, seed):
    edges = [*edges, *((b, b) for _, b in edges)]
    friends = [[b for a, b in edges if a == i] for i in range(V)]
    rng = np.random.default_rng(seed)
    sentences = []
    for start in np.repeat(np.arange(V), walks):
        walk = [int(start)]
        while len(walk) < length:
            walk.append(int(rng.choice(friends[walk[-1]])))
        sentences.append(walk)
    return sentences, np.zeros((V, V), int)


@mistake("Your walks have one node too many. Does `length` count the nodes or the steps?")
def one_step_more(edges, V, walks, length, window, seed):
    return walks_to_pairs(edges, V, walks, length + 1, window, seed)


@mistake("You count the nodes after the centre. Which other nodes are in its window?")
def window_to_the_right(edges, V, walks, length, window, seed):
    sentences, counts = walks_to_pairs(edges, V, walks, length, window, seed)
    counts = np.zeros((V, V), int)
    for walk in sentences:
        for t, centre in enumerate(walk):
            for context in walk[t + 1 : t + window + 1]:
                counts[centre, context] += 1
    return sentences, counts


@mistake("The centre itself is counted as its own context. How do you leave out its position?")
def centre_counted(edges, V, walks, length, window, seed):
    sentences, counts = walks_to_pairs(edges, V, walks, length, window, seed)
    for walk in sentences:
        for centre in walk:
            counts[centre, centre] += 1
    return sentences, counts


@mistake("The seed changes nothing. Where does your generator get its seed?")
def seed_ignored(edges, V, walks, length, window, seed):
    return walks_to_pairs(edges, V, walks, length, window, 0)


WALKS_TO_PAIRS = Program(
    name="beyond-walks-to-pairs",
    task=(
        "**From a graph to pairs**\n\n"
        "Put lessons 06 and 14 together: turn a graph into the pairs that skip-gram learns from. "
        "`edges` is a list of pairs (a, b) of nodes 0 … V − 1; an edge leads both ways, and each "
        "node has at least one. Start `walks` random walks at each node. A walk contains `length` "
        "nodes; each next node is a friend of the one before; all friends are equally likely.\n\n"
        "Return the walks, as a list of lists of IDs, and `counts` (V, V): how many times node j "
        "is at most `window` positions from node i in a walk, to the left or to the right. The "
        "same `seed` gives the same walks."
    ),
    stub=(
        "def walks_to_pairs(edges, V, walks, length, window, seed):\n"
        "    ...\n"
        "    return sentences, counts"
    ),
    reference=walks_to_pairs,
    small=([(0, 1), (1, 2)], 3, 1, 3, 1, 0),
    properties=(
        ("There must be `walks` walks from each node.", each_node_starts_its_walks),
        ("A walk must contain `length` nodes.", walks_have_their_length),
        ("Each step of a walk must follow an edge.", steps_follow_edges),
        ("A walk can follow each edge in both directions.", every_friend_is_drawn),
        ("All friends of a node must be equally likely.", friends_are_equally_likely),
        (
            "`counts` must contain the pairs of your walks, within the window.",
            counts_are_those_of_the_walks,
        ),
        ("The same seed must give the same walks, another seed others.", the_seed_decides),
    ),
    mistakes=(one_way, one_step_more, window_to_the_right, centre_counted, seed_ignored),
    hints=(
        "Begin with a list of friends for each node: each edge adds one entry to two lists.",
        "A walk is a list that grows: draw the next node from the friends of `walk[-1]`.",
        "For position t, the context is `walk[max(0, t - window):t] + walk[t + 1:t + window + 1]`.",
    ),
    why="Walks turn any graph into sentences, and the trainer of lesson 06 needs nothing else.",
)
