"""A no marks an address as dead only where it is about the address."""

import pytest

from secretariat.mail.refusals import About, about


@pytest.mark.parametrize(
    ("said", "matter"),
    [
        ("550 5.1.1 no such user", About.ADDRESS),
        ("554 5.1.1 no such user", About.ADDRESS),
        ("550 No such user here", About.ADDRESS),
        ("556 5.1.10 that domain takes no mail", About.ADDRESS),
        ("550 5.2.1 the mailbox is closed", About.ADDRESS),
        ("550 5.4.1 Recipient address rejected: Access denied", About.ADDRESS),
        ("5.0.0 550 user unknown", About.ADDRESS),
        ("5.0.0", About.ADDRESS),
        ("552 5.2.2 mailbox full", About.MAILBOX),
        ("552 mailbox full", About.MAILBOX),
        ("550 5.2.2 over quota", About.MAILBOX),
        ("552 5.3.4 larger than we take", About.MAILBOX),
        ("554 5.7.1 rejected by policy", About.POLICY),
        ("550 5.7.26 not authenticated", About.POLICY),
        ("554 rejected", About.POLICY),
        ("550 5.1.8 sender's domain not found", About.OTHER),
        ("554 5.6.0 spam", About.OTHER),
        ("530 sign in first", About.OTHER),
        ("no server took it for 72 hours (450 4.2.0 later)", About.OTHER),
    ],
)
def test_what_a_no_is_about(said, matter):
    assert about(said) is matter
