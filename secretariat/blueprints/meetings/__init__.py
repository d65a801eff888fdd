"""Meetings since 2022, their documents, and their agendas."""
