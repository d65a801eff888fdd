"""The words of the house's letters, as officers edit them."""
