"""DKIM (RFC 6376): whether DNS holds the public half of the key that signs here."""

from flask_babel import gettext as _

from secretariat.rules.sender.base import Finding, Record, Said, Sender, Verdict, tags, unheard

WHAT = "DKIM"
ENOUGH = 2048  # bits (RFC 8301, 3.2)
Meaning = tuple[Verdict, str, str]


def record(sender: Sender) -> Record | None:
    """Return what to publish, or None where nothing is signed here."""
    if not sender.signs:
        return None
    return Record(name=f"{sender.selector}._domainkey.{sender.signs}", value=f"v=DKIM1; k=rsa; p={sender.public}")


def judge(sender: Sender, said: Said | None) -> Finding:
    """Say what the record of a key means. said: None where there is no key, and nothing was asked."""
    if said is None:
        return Finding(
            what=WHAT,
            verdict=Verdict.ADVICE,
            words=_("The system signs no mail; this page does not see whether your mail server does."),
            todo=_("Set DKIM_KEY and DKIM_SELECTOR, or have your mail server sign."),
        )
    if said.trouble:
        return unheard(WHAT, said)
    found = tuple(one for one in said.texts if "p" in tags(one))
    verdict, words, todo = _meaning(sender, found)
    return Finding(what=WHAT, verdict=verdict, words=words, todo=todo, said=found)


def _meaning(sender: Sender, found: tuple[str, ...]) -> Meaning:
    if len(found) != 1:
        none = _("DNS does not hold the key, so every signature counts as broken.")
        several = _("DNS holds several keys under this name, and servers take any of them.")
        return Verdict.MISSING, several if found else none, _("Publish the record, and no other under its name.")
    said = tags(found[0])
    if not said["p"]:
        return Verdict.MISSING, _("The key was revoked in DNS."), _("Set a new key under a new name (DKIM_SELECTOR).")
    if said["p"].rstrip("=") != sender.public.rstrip("=") or said.get("k", "rsa") != "rsa":
        return (
            Verdict.MISSING,
            _("DNS holds another key than the one that signs here, so every signature counts as broken."),
            _("Publish the record in its place, or set the key that belongs to it."),
        )
    return _limits(said) or _length(sender)


def _limits(said: dict[str, str]) -> Meaning | None:
    """Say what of the tags stands in the way of the right key."""
    if "sha256" not in said.get("h", "sha256").split(":") or not {"*", "email"} & set(said.get("s", "*").split(":")):
        return Verdict.MISSING, _("The record does not admit signatures of mail by SHA-256."), _("Take h= and s= out.")
    if "y" in said.get("t", "").split(":"):
        return Verdict.ADVICE, _("The record says that signing is only a trial (t=y)."), _("Take t=y out.")
    return None


def _length(sender: Sender) -> Meaning:
    if sender.bits < ENOUGH:
        return (
            Verdict.ADVICE,
            _("DNS holds the key; with %(bits)s bits it is shorter than advised.", bits=sender.bits),
            _("Set a key of 2048 bits under a new name (DKIM_SELECTOR)."),
        )
    return Verdict.FINE, _("DNS holds the key that signs here."), ""
