"""What messages say, drawn."""

from accounts.models import User
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from messaging.access import find_message
from messaging.queries.messages import shape_messages
from messaging.rules.markdown import render_markdown


def draw_message(message_id: object, *, viewer: User) -> tuple[int, str]:
    """The version of a message and its body as sanitised HTML, empty for tombstones; NotFound,
    RateLimited.
    """
    # The longest bodies take longer to draw than all else that is read.
    take("html", viewer.id, per_minute(limits.html_per_minute))
    reached = find_message(message_id, viewer=viewer)
    (shaped,) = shape_messages([reached.message], viewer_id=viewer.id)
    body = shaped["body"]
    return shaped["version"], render_markdown(body) if body else ""
