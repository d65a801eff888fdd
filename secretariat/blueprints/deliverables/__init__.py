"""/deliverables: what a country owes, writes, sends and has received for it; and the matrix."""
