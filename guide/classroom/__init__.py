"""Class sets: a packet for each student of a roster, from one layout for each version of the guide."""
