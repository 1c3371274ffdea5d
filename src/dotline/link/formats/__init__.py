"""Files of the room link: pairs of pseudonyms with points, pairs of records with a probability, clusters."""
