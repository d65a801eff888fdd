"""Feeds for people's own calendars, which programs fetch; how a date is written stands in `mail.events`."""
