"""/reviews: the queue, and the page on which a text is read, commented and decided."""
