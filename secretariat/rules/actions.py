"""What people do here, by name: the one list that policy, states, pages and the trail share."""

from enum import StrEnum


class Action(StrEnum):
    """A deed. Its value stands in addresses, forms and the audit trail."""

    # anybody
    READ_PUBLIC = "read_public"
    SIGN_IN = "sign_in"
    USE_ACCOUNT = "use_account"
    KEEP_FEED = "keep_feed"
    STOP_MAIL = "stop_mail"
    # deliverables: to know that they are there, to read them
    SEE = "see"
    READ_DRAFT = "read_draft"
    READ_VERSION = "read_version"
    READ_ORIGINAL = "read_original"
    SEE_MATRIX = "see_matrix"
    SEE_COUNTRY = "see_country"
    # the steps of a deliverable
    WRITE = "write"
    WRITE_HANDED = "write_handed"
    CLEAR = "clear"
    CLEAR_ON_PAPER = "clear_on_paper"
    SUBMIT = "submit"
    TAKE = "take"
    RELEASE = "release"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    REJECT = "reject"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    WAIVE = "waive"
    REOPEN = "reopen"
    EXTEND = "extend"
    ACCEPT_UNSENT = "accept_unsent"
    # reviews
    SEE_QUEUE = "see_queue"
    READ_REVIEW = "read_review"
    COMMENT = "comment"
    RETURN_INCOMPLETE = "return_incomplete"
    ASSIGN = "assign"
    PUBLISH_VERDICTS = "publish_verdicts"
    # calls
    SEE_CALL = "see_call"
    EDIT_CALL = "edit_call"
    OPEN_CALL = "open_call"
    # meetings and agendas
    SEE_AGENDA = "see_agenda"
    SEE_DRAFT_AGENDA = "see_draft_agenda"
    EDIT_AGENDA = "edit_agenda"
    CIRCULATE = "circulate"
    MOVE_MEETING = "move_meeting"
    READ_DOCUMENT = "read_document"
    # packets
    SEE_PACKET = "see_packet"
    READ_PACKET = "read_packet"
    BUILD_PACKET = "build_packet"
    PUBLISH_PACKET = "publish_packet"
    # presidency
    SEE_HANDOVER = "see_handover"
    EDIT_PRESIDENCY = "edit_presidency"
    TICK_HANDOVER = "tick_handover"
    # house
    SEE_COMMITMENTS = "see_commitments"
    SEE_MESSAGES = "see_messages"
    STEER_MESSAGES = "steer_messages"
    SEE_REMINDERS = "see_reminders"
    STEER_REMINDERS = "steer_reminders"
    SEE_RECEIVED = "see_received"
    WRITE_TO = "write_to"
    CHECK_SENDER = "check_sender"
    SEE_REACH = "see_reach"
    PRINT_LETTER = "print_letter"
    READ_AUDIT = "read_audit"
    MOVE_CLOCK = "move_clock"
    INVITE = "invite"
