"""Who may do what in which state, compared with what was written by hand; and that the comparison notices."""

from collections.abc import Iterator

import pytest

from secretariat.models.deliverables import State
from secretariat.rules import policy, states
from secretariat.rules.actions import Action
from secretariat.rules.states import Transition
from tests.access import table

ENOUGH = 0.95


def test_policy_and_states_answer_every_cell_as_it_was_written_by_hand():
    assert table.wrong() == []


def test_every_action_of_the_policy_has_its_lines():
    assert {cell.action for cell in table.cells()} == set(policy.POLICY) == set(Action)


def test_every_step_has_a_line_for_every_state():
    written = {(cell.action, cell.state) for cell in table.cells() if cell.thing == "a deliverable of Peru"}
    steps = {(line.action, state.value) for line in states.TABLE for state in State}
    assert steps - written == set()


def policy_mutants() -> Iterator[tuple[str, Action, list[list]]]:
    """Yield the policy with one predicate dropped from one line, and with one line dropped."""
    for action, lines in policy.POLICY.items():
        for place, line in enumerate(lines):
            rest = lines[:place] + lines[place + 1 :]
            yield f"{action} without line {place}", action, rest
            for dropped in line:
                shorter = [one for one in line if one is not dropped]
                yield f"{action} without ‘{dropped.sentence}’", action, [*rest, shorter]


def is_the_same(action: Action, mutated: list[list]) -> bool:
    """Tell whether a mutant is none: ‘anyone’ dropped from a line allows anyone still."""
    return [{one.sentence for one in line} - {"anyone"} for line in mutated] == [
        {one.sentence for one in line} - {"anyone"} for line in policy.POLICY[action]
    ]


def test_a_predicate_that_is_dropped_from_the_policy_is_noticed(monkeypatch: pytest.MonkeyPatch):
    unnoticed, count = [], 0
    for name, action, mutated in policy_mutants():
        if is_the_same(action, mutated):
            continue
        count += 1
        with monkeypatch.context() as patch:
            patch.setitem(policy.POLICY, action, mutated)
            if not table.wrong(action):
                unnoticed.append(name)
    assert count > 100
    assert 1 - len(unnoticed) / count >= ENOUGH, unnoticed


def state_mutants() -> Iterator[tuple[str, Transition]]:
    """Yield each line of the table of states with one state more or less to begin from."""
    for line in states.TABLE:
        for state in State:
            before = line.before ^ {state}
            yield f"{line.action} with {state} toggled", Transition(line.action, before, line.after, line.unless)


def test_a_state_that_a_step_begins_from_by_mistake_is_noticed(monkeypatch: pytest.MonkeyPatch):
    unnoticed = []
    for name, line in state_mutants():
        with monkeypatch.context() as patch:
            patch.setitem(states.BY_ACTION, line.action, line)
            if not table.wrong(line.action):
                unnoticed.append(name)
    assert unnoticed == []
