"""The reuse key: what decides the result is in it by name, what does not is not."""

from dataclasses import replace

from designer.spec.hashing import digest, explain, reuse_key
from designer.spec.plan import OutputSpec, Step, Value

STEP = Step(
    name="train",
    path="train",
    kind="command",
    command="python train.py",
    code="c" * 64,
    inputs={"rate": Value("literal", "number", 0.5), "table": Value("node", path="prep", port="table")},
    outputs={"model": OutputSpec()},
)
IDS = {"rate": "0.5", "table": "t" * 64}


def key(step: Step = STEP, ids: dict[str, str] = IDS, environment: str = "env-1") -> str:
    return digest(reuse_key(step, ids, environment))


def test_names_places_and_limits_do_not_change_the_key() -> None:
    same = replace(STEP, name="other", path="a/b", display_name="x", compute="gpu", timeout=5.0, needs=("prep",))
    assert key(same) == key()


def test_everything_that_decides_the_result_changes_the_key() -> None:
    other = [
        key(replace(STEP, command="python train2.py")),
        key(replace(STEP, code="d" * 64)),
        key(replace(STEP, environment_variables={"A": "1"})),
        key(replace(STEP, outputs={"model": OutputSpec("uri_file")})),
        key(replace(STEP, spec={"distribution": {"type": "mpi"}})),
        key(ids={**IDS, "rate": "0.6"}),
        key(ids={"rate": "0.5"}),
        key(environment="env-2"),
    ]
    assert len({key(), *other}) == len(other) + 1


def test_the_difference_is_told_by_name() -> None:
    mine = reuse_key(STEP, {**IDS, "rate": "0.6"}, "env-1")
    theirs = reuse_key(STEP, IDS, "env-1")
    rows = explain(mine, theirs)
    assert rows[0] == {"part": "inputs.rate", "same": False, "mine": "0.6", "theirs": "0.5"}
    assert all(row["same"] for row in rows[1:])
    assert {row["part"] for row in rows} >= {"command", "code", "environment", "inputs.table", "outputs", "resources"}


def test_long_parts_are_short_to_read_and_still_exact() -> None:
    long = "x" * 10_000
    one, two = (reuse_key(replace(STEP, command=long + end), IDS, "e") for end in "ab")
    assert len(one["command"]) < 600
    assert one["command"] != two["command"]
