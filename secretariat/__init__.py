"""Secretariat: prepares the ministers' meetings of a declaration of 22 countries.

The rooms, from the ground up: `clock`, `errors`, `settings` · `database` · `storage`, `queue` · `models`
(know) · `rules` (decide) · `queries` (ask), `mail` (tell) · `workflow` (do) · `packets` (bind) · `pages`,
`blueprints` (show) · `app`, `cli`. A room imports only what stands before it.
"""
