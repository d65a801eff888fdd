"""DMARC (RFC 7489): what servers do with a mail that is not from whom it says, and whether ours are."""

from collections.abc import Sequence

from flask_babel import gettext as _

from secretariat.rules.sender.base import Finding, Record, Said, Sender, Verdict, related, tags, unheard, upwards

WHAT = "DMARC"
FROM = "From"
Meaning = tuple[Verdict, str, str]


def record(sender: Sender) -> Record:
    """Return what to publish. Reports go to a mailbox that people read, not to the one that the house reads."""
    return Record(
        name=f"_dmarc.{sender.domain}", value=f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{sender.domain}"
    )


def names(sender: Sender) -> list[str]:
    """Return where servers look, in their order: at the domain, then at those above it."""
    return [f"_dmarc.{domain}" for domain in upwards(sender.domain)]


def judge(sender: Sender, said: Sequence[Said]) -> Finding:
    """Say what the policy that holds for a domain means. said: of the names in their order."""
    for one in said:
        if one.trouble:
            return unheard(WHAT, one)
        found = _policies(one)
        if found:
            own = one.name == f"_dmarc.{sender.domain}"
            verdict, words, todo = _meaning(found, own=own)
            return Finding(what=WHAT, verdict=verdict, words=words, todo=todo, said=found)
    words = _("No policy holds for %(domain)s: anybody can write in its name.", domain=sender.domain)
    return Finding(what=WHAT, verdict=Verdict.MISSING, words=words, todo=_("Publish the record."))


def _policies(said: Said) -> tuple[str, ...]:
    return tuple(one for one in said.texts if one.strip().lower().startswith("v=dmarc1"))


def _meaning(found: tuple[str, ...], *, own: bool) -> Meaning:
    """own: the policy stands at the domain itself; one above may have another for what is below it (sp=)."""
    if len(found) > 1:
        return Verdict.MISSING, _("There are several policies, so none holds."), _("Make one record of them.")
    said = tags(found[0])
    policy = (said.get("p", "") if own else said.get("sp", said.get("p", ""))).lower()
    if policy not in {"none", "quarantine", "reject"}:
        return Verdict.MISSING, _("The record names no policy that servers know."), _("Publish the record.")
    if policy == "none":
        return (
            Verdict.ADVICE,
            _("Mail in your name is only watched (p=none): a forged one arrives all the same."),
            _("Once the reports show that all your own mail passes, go on to p=quarantine."),
        )
    if said.get("pct", "100") != "100":
        return Verdict.ADVICE, _("The policy holds for a part of the mail only (pct)."), _("Take pct= out.")
    return Verdict.FINE, _("Servers keep mail from people that only says it is from you."), ""


def aligned(sender: Sender, said: Sequence[Said]) -> Finding:
    """Say whether the domain that signs is the one that readers see after From, as the policy wants it."""
    strict = any(tags(text).get("adkim", "r") == "s" for one in said for text in _policies(one))
    verdict, words, todo = _alignment(sender, strict=strict)
    return Finding(what=FROM, verdict=verdict, words=words, todo=todo)


def _alignment(sender: Sender, *, strict: bool) -> Meaning:
    if not sender.signs:
        return (
            Verdict.ADVICE,
            _("Without a signature of its own only SPF vouches for %(domain)s; a mail that is forwarded loses it.",
              domain=sender.domain),
            _("Set DKIM_KEY and DKIM_SELECTOR, or have your mail server sign."),
        )  # fmt: skip
    names = {"signs": sender.signs, "domain": sender.domain}
    if sender.signs == sender.domain or (not strict and related(sender.signs, sender.domain)):
        return Verdict.FINE, _("%(signs)s signs, and readers see mail from %(domain)s.", **names), ""
    return (
        Verdict.MISSING,
        _("%(signs)s signs, but readers see mail from %(domain)s: the signature does not vouch for it.", **names),
        _("Set DKIM_DOMAIN to %(domain)s, and publish the key there.", domain=sender.domain),
    )
