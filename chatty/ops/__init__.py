"""Running Chatty: start, stop and watch its processes, prepare its database, report its health."""
