"""Whom mail reaches in each country, and the letter that asks for somebody."""
