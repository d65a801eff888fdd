"""Secretariat: prepares the ministers' meetings of a declaration of 22 countries.

The rooms, from the ground up: `clock`, `errors`, `settings` · `database` · `storage`, `queue` · `models`
(know) · `rules` (decide) · `queries` (ask), `mail` (tell) · `workflow` (do) · `packets` (bind) · `papers` (fill in) ·
`pages`, `blueprints` (show), `inbox` (hear) · `app`, `cli`. A room imports only what stands before it.
"""
