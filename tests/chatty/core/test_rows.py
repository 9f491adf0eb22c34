"""Models from written statements are those that the ORM would have read."""

from django.db.models import Model

from accounts.access import find_current_session
from accounts.models import UserSession
from conversations.access import find_membership
from conversations.models import Membership
from tests.asking import sign_in_as
from tests.cast import Cast


def values(row: Model) -> dict[str, object]:
    """All that is stored of a model."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_session_is_as_the_orm_reads_it(cast: Cast) -> None:
    session_id = sign_in_as(cast.bob).session.id
    UserSession.objects.filter(id=session_id).update(ip_address="2001:db8::7")
    by_orm = UserSession.objects.select_related("user").get(id=session_id)
    found = find_current_session(session_id)
    assert values(found) == values(by_orm)
    assert found.ip_address == "2001:db8::7"
    assert values(found.user) == values(by_orm.user)
    found.user.display_name = "Robert"
    found.user.save(update_fields=["display_name"])
    assert UserSession.objects.get(id=session_id).user.display_name == "Robert"


def test_a_membership_is_as_the_orm_reads_it(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(allow=["pin"], folder="Work")
    by_orm = Membership.objects.select_related("conversation").get(
        conversation=cast.lounge, user=cast.bob
    )
    found = find_membership(cast.lounge.id, viewer=cast.bob)
    assert values(found) == values(by_orm)
    assert values(found.conversation) == values(by_orm.conversation)
    assert found.permissions == by_orm.permissions
    assert found == by_orm
