"""How long judging the objections of a made graph takes beyond the models: run by hand.

    python tests/benchmarks/objections_speed.py [COMMENTS] [DISCUSSION]

Made discussions of about 200 comments each (replies, stances, people and engagements drawn at random; a fifth of them without known
replies), COMMENTS in all, 1,000,000 if not said: candidates, strengths, U, statuses and scores. Then one discussion of DISCUSSION
comments (200) as texts, judged with everything but the models, as after one new reply. Prints seconds of the processor, and peak
memory.
"""

import resource
import sys
import time

import numpy as np

from graph.engaging import ACTS, Meeting
from graph.models import Reply, Stance
from graph.objection.answer_candidates import candidates
from graph.objection.argument_arrays import Links, Raised, Threads
from graph.objection.strength import strengths
from graph.objection.talk import Talk
from graph.objection.weighing import Read, Told, weigh
from graph.objections import Judges, find_objections
from ingest.models import Comment, CommentId, DiscussionId

SIZE, PEOPLE, VOCABULARY = 200, 50_000, 20_000


class Indifferent:
    """Engages with everything a little."""

    fingerprint = "indifferent:1"

    def meet(self, cases):
        acts = tuple(1 / len(ACTS) for _ in ACTS)
        return [tuple(Meeting(0.3, 0, (0, 0), acts) for _ in case.objections) for case in cases]


def made_threads(count, random):
    """Each comment but the first of its discussion answers one shortly before it, and one in ten has a second possible parent."""
    number = np.arange(count)
    first = number - number % SIZE
    parent = np.maximum(first, number - random.geometric(0.2, count))
    second = np.maximum(first, number - random.geometric(0.1, count))
    child = np.concatenate([number[number > first], number[(number > first) & (random.random(count) < 0.1)]])
    above = np.concatenate([parent[number > first], second[child[np.sum(number > first) :]]])
    order = np.argsort(child, kind="stable")
    child, above = child[order], above[order]
    agree = random.random(len(child)) / 2
    discussion = number // SIZE
    flat = discussion % 5 == 0
    chance = np.where(flat[child], random.random(len(child)) / 2, 1.0)
    people = np.where(random.random(count) < 0.1, -1, random.integers(0, PEOPLE, count))
    return Threads(
        discussion,
        people,
        np.zeros(count, bool),
        flat,
        child,
        above,
        chance,
        ~flat[child],
        agree,
        random.random(len(child)) / 2,
    )


def whole_pass(count):
    random = np.random.default_rng(count)
    threads = made_threads(count, random)
    objecting = np.flatnonzero(random.random(len(threads.child)) < 0.5)
    comment, at = np.unique(threads.child[objecting], return_index=True)
    raised = Raised(comment, threads.parent[objecting][at])
    nothing = np.empty(0)
    none = Links(nothing.astype(int), nothing.astype(int), nothing, nothing, nothing.astype(bool))
    spent, _ = timed(strengths, threads.votes)
    print(f"strengths of {count:,} comments          {spent:6.2f} s")  # noqa: T201
    spent_pairs, pairs = timed(candidates, threads, raised, none)
    size, number = len(pairs.answer), len(raised.comment)
    acts = random.dirichlet(np.ones(len(ACTS)), size)
    read = Read(random.random(size), acts, pairs.answer)
    idle = np.zeros(number)
    told = Told(random.random(number), idle, idle > 0, idle > 0, idle > 0, idle)
    spent, verdicts = timed(weigh, threads, raised, pairs, read, told)
    print(f"{size:,} possible answers of {number:,} objections {spent_pairs:6.2f} s")  # noqa: T201
    print(f"strengths, U, statuses and scores         {spent:6.2f} s (mean U {verdicts.unaddressed.mean():.3f})")  # noqa: T201
    print(f"whole pass                                {spent_pairs + spent:6.2f} s")  # noqa: T201


def made_talk(count):
    random = np.random.default_rng(count)
    home = DiscussionId("d:1")
    ranks = np.minimum(random.zipf(1.3, (count, 60)), VOCABULARY)
    rows = tuple(
        Comment(
            CommentId(f"c{n:06d}"), home, " ".join(f"w{rank}" for rank in row) + ".", n, f"author {n % 97}", root=n == 0
        )
        for n, row in enumerate(ranks)
    )
    above = [int(random.integers(max(0, n - 20), n)) for n in range(1, count)]
    replies = [Reply(f"r{n}", rows[n + 1].uid, rows[at].uid, 1.0, "explicit") for n, at in enumerate(above)]
    stances = [Stance(f"s{n}", each.child, each.parent, "disagree", 0.2, 0.2, 0.6) for n, each in enumerate(replies)]
    return Talk(home, rows, tuple(replies), (), tuple(stances))


def timed(call, *arguments):
    began = time.process_time()
    result = call(*arguments)
    return time.process_time() - began, result


def main(count, size):
    whole_pass(count)
    talk = made_talk(size)
    judges = Judges(Indifferent())
    timed(find_objections, [talk], judges, "warm")
    spent, found = timed(find_objections, [made_talk(size)], judges, "1")
    print(f"one discussion of {size} comments, {len(found[0].objections)} objections  {1000 * spent:6.0f} ms")  # noqa: T201
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")  # noqa: T201


if __name__ == "__main__":
    main(*[*map(int, sys.argv[1:]), *(1_000_000, 200)[len(sys.argv) - 1 :]])
