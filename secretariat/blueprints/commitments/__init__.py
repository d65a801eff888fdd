"""What countries promised, and what they did about it."""
