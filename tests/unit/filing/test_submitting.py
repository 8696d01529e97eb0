"""What a whole form comes to as a ticket."""

from bot.filing.form import Form
from bot.filing.submit import ticket_of
from bot.tickets.kinds import Kind
from tests.support.desk import offices

TAXIS = "县汽车站门口出租车拒载老人，还乱收费"


def test_who_helps_with_a_complaint_is_not_told_who_applies_for_information():
    complaint = ticket_of(offices(), Form(Kind.COMPLAINT, None, {"description": TAXIS}), None, "web")
    assert complaint.co_agencies and complaint.agency not in complaint.co_agencies
    asked = {"info_description": TAXIS, "target_agency": complaint.agency}
    application = ticket_of(offices(), Form(Kind.APPLICATION, None, asked), None, "web")
    assert (application.agency, list(application.co_agencies)) == (complaint.agency, [])
