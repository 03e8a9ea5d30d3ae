"""Registry of all commands, one line each; menu entries, buttons and typed words resolve to the same commands."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands import (
    audit_lists,
    catalogue_corrections,
    city_order,
    confirm_time,
    contact_details,
    enter_on_behalf,
    file_objection,
    flag_log,
    form_navigation,
    grant_role,
    hand_over,
    link,
    look_up,
    more_acts,
    my_tickets,
    overdue,
    own_data_requests,
    own_information_rights,
    published_report,
    reach_centre,
    read_receipt,
    refile,
    repeat_act,
    role_requests,
    special_cases,
    stand_in,
    statistics,
    supplement,
    urge,
    verdict_review,
    why,
)
from bot.commands import help as help_word
from bot.commands.acts import ACTS
from bot.context import Command, Form

WORDS: tuple[Command, ...] = (
    # for the proposer, and for everybody
    file_objection.COMMAND,
    my_tickets.FILED,
    my_tickets.WAITING,
    look_up.COMMAND,
    why.COMMAND,
    more_acts.COMMAND,
    reach_centre.COMMAND,
    read_receipt.COMMAND,
    supplement.COMMAND,
    supplement.COMPLETE,
    enter_on_behalf.COMMAND,
    refile.COMMAND,
    city_order.COMMAND,
    contact_details.COMMAND,
    stand_in.COMMAND,
    hand_over.COMMAND,
    *ACTS,
    urge.INSTRUCT,
    link.LINK,
    link.UNLINK,
    repeat_act.COMMAND,
    special_cases.COMMAND,
    flag_log.COMMAND,
    catalogue_corrections.LIST,
    overdue.COMMAND,
    verdict_review.COMMAND,
    statistics.COMMAND,
    published_report.COMMAND,
    own_information_rights.READ,
    own_information_rights.CORRECT,
    own_information_rights.ERASE,
    own_data_requests.COMMAND,
    *grant_role.COMMANDS,
    *role_requests.COMMANDS,
    audit_lists.CASES,
    audit_lists.READINGS,
    confirm_time.COMMAND,
    # navigation in an open form
    form_navigation.BACK,
    form_navigation.EDIT,
    form_navigation.SKIP,
    form_navigation.DONE,
    form_navigation.SUBMIT,
    form_navigation.ANYWAY,
    form_navigation.REMOVE,
    form_navigation.CONFIRM,
    form_navigation.PARK,
    form_navigation.RESUME,
    form_navigation.CANCEL,
    form_navigation.CHOOSE,
)
COMMANDS: tuple[Command, ...] = (*WORDS, help_word.command(WORDS))


def forms_of(commands: tuple[Command, ...]) -> Mapping[tuple[str, int], Form]:
    """Every form that these commands can begin, by name and version."""
    return {(form.name, form.version): form for command in commands for form in command.forms}
