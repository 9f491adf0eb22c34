"""The bottom of the house: limits, errors, ids, jobs, encryption. It knows no product noun."""
