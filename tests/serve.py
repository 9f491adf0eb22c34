"""A web process of the tests: `chatty.ops.serve` with cheap hashing.

Hundreds of people sign up in a run. What bin/up and docker-compose.yml start is tested as it is.
"""

import sys

from chatty.ops.serve import main
from tests.hashing import hash_cheaply

if __name__ == "__main__":
    hash_cheaply()
    sys.exit(main())
