"""Dates for people's own calendars, as iCalendar (RFC 5545): a deadline to keep, and feeds that programs fetch.

Hours are written in UTC, so that no program needs to know our zones; days of a meeting are those of its place.
"""
