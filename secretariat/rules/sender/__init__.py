"""What DNS should say of whoever sends the house's mail, and what it means where it says something else.

spf, dkim and dmarc each have `record`, what to publish, and `judge`, what was found; no question is asked here.
"""
