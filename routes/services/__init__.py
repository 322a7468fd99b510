"""What is done with routes: verbs, each checked, journalled and told in one transaction."""

from routes.services.compose import compose_route
from routes.services.editing import Stale
from routes.services.following import end_of_erased, follow_main_work
from routes.services.marks import mark_step, unmark_step
from routes.services.moves import (
    MOVES,
    add_review,
    approve_route,
    assign_expert,
    cancel_route,
    conclude_expertise,
    discard_route,
    return_route,
    send_to_expertise,
    submit_route,
    withdraw_route,
)
from routes.services.notices import remind_of_steps, tell_moved
from routes.services.steps import StepInput, add_idea, add_offer, add_step, edit_step, remove_step, restore_step, shift_step
from routes.services.structure import add_deficit, remove_deficit, save_goal, save_period, set_target

__all__ = [
    "MOVES",
    "Stale",
    "StepInput",
    "add_deficit",
    "add_idea",
    "add_offer",
    "add_review",
    "add_step",
    "approve_route",
    "assign_expert",
    "cancel_route",
    "compose_route",
    "conclude_expertise",
    "discard_route",
    "edit_step",
    "end_of_erased",
    "follow_main_work",
    "mark_step",
    "remind_of_steps",
    "remove_deficit",
    "remove_step",
    "restore_step",
    "return_route",
    "save_goal",
    "save_period",
    "send_to_expertise",
    "set_target",
    "shift_step",
    "submit_route",
    "tell_moved",
    "unmark_step",
    "withdraw_route",
]
