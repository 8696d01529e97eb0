"""What one message does to a form: answers the open question, changes an earlier answer, or asks something itself."""

from bot.conversations.replies import Reply
from bot.filing import (
    besides,
    changing,
    checks,
    corrections,
    demands,
    doubts,
    extract,
    naming,
    own,
    questions,
    remarks,
    several,
    talk,
    words,
)
from bot.filing.asides import Asides
from bot.filing.asking import CONFIRM_OR_CANCEL, Asking
from bot.filing.checks import SlotError, other_document, other_paper
from bot.filing.choosing import another_agency, choose, says_in_person, take_agency
from bot.filing.corrections import Change
from bot.filing.form import Form
from bot.filing.offices import Offices, elsewhere
from bot.filing.slots import FORMS, NOT_GIVEN, Slot, slot_of
from bot.tickets.kinds import Kind

_AN_OFFICE = 14  # characters
# Where an office that is named is no answer, nor the place of the matter.
_NO_OFFICE = frozenset({"occurred_at", "applicant_name", "contact_phone", "id_number", "applicant_type", "delivery_form", "delivery_way", "email"})
# Names and numbers: a sentence is no answer to these.
_SHORT_ANSWERS = frozenset({"applicant_name", "contact_phone", "id_number", "credit_code", "email"})
_LAST = "last"  # the note of what the message before gave besides: what «说错了» takes back
_TOO_SHORT = 4  # characters: a name, «漏水»: more is asked for, once
_AN_OFFER = 14  # characters: a longer text with «有录音» in it tells the matter


class Taking(Asking):
    """Reads messages for open forms. Every method answers replies and leaves the form as it then is."""

    def __init__(self, offices: Offices, asides: Asides) -> None:
        super().__init__(offices)
        self._asides = asides

    def take(self, form: Form, text: str) -> list[Reply]:
        """Deal with one message; the last reply always asks what is open now."""
        if (other := remarks.switches_to(text, form.of_kind)) is not None:
            return self._switch(form, other, text)
        if not remarks.has_meaning(text):
            return [self.ask(form, "没有看懂，请用文字说一下。")]
        if several.together(form, text):
            return [self.ask(form, "好的，合在一起登记。")]
        last = form.notes.pop(_LAST, "")
        if form.asks != "review" and talk.is_slip(text) and (slot := slot_of(form.of_kind, last)) and last in form.answers:
            form.answers.pop(last)
            return [self.ask(form, f"好的，刚才的{slot.title}不算，问到时再说一遍。")]
        if remarks.is_back(text) or (form.asks != "review" and talk.is_slip(text)):
            return [self._back(form, text)]
        if said := talk.lead(form, text):
            return [self.ask(form, said)]
        if form.asks == "review":
            return self._at_review(form, text)
        slot = form.slot()
        if slot is None:
            return [self.ask(form)]
        if talk.is_hurried(text) and not self._may_agree(form, slot):
            return [self.ask(form, f"还不能提交，{talk.left(form)}。")]
        if form.kind is Kind.APPLICATION and slot.name != form.matter_slot and demands.is_grievance(text) and not questions.asks_where_to_complain(text):
            return [form.ask_kind(words.complaint_as_application(disclosure=False), (words.ART_39,))]
        if given := self._beside(form, slot, text):
            return self._change(form, *given)
        if its_own := own.answers(form, slot.name, text):
            return [self.ask(form, own.kept(form, its_own))]
        return self._answer(form, slot, text)

    def take_place(self, form: Form, label: str) -> list[Reply]:
        """A place that was shown instead of told; forms that ask for none go on without it."""
        slot = next((slot for slot in FORMS[form.of_kind] if slot.name == "place"), None)
        if slot is None:
            return [self.ask(form, "这一项不用发位置。")]
        try:
            form.answers[slot.name] = slot.check(label) if slot.check else label
        except SlotError as error:
            return [self.ask(form, str(error))]
        return [self.ask(form, f"已记下{slot.title}：{label}。")]

    # — taking an answer ——————————————————————————————————————————————————

    def _answer(self, form: Form, slot: Slot, text: str) -> list[Reply]:
        if slot.name != form.matter_slot and (other := self._asides.of_another(form, slot, text) or self._asides.of_being_known(form, text)):
            return [other, self.ask(form, "我们接着填。")]
        if slot.name == "target_agency":
            return self._agency(form, slot, text)
        if slot.choices:
            return self._choice(form, slot, text)
        if slot.name == form.matter_slot:
            return self._matter(form, slot, text)
        if found := self._as_citizen(form, slot, text) or self._refused(form, slot, text):
            return found
        if added := self._added(form, text):
            return added
        return self._plain(form, slot, text)

    def _added(self, form: Form, text: str) -> list[Reply] | None:
        """More of the matter, said while something else is asked."""
        if not form.answers.get(form.matter_slot):
            return None
        more = remarks.addition(text)
        if more and (told := several.added(form, self._offices, more)):
            return [self.ask(form, told)]
        return self._change(form, Change(form.matter_slot, more, append=True)) if more else None

    def _told_besides(self, form: Form, text: str, otherwise: str) -> list[Reply]:
        """A statement that answers nothing asked: it belongs to the matter and is kept there, so that nothing said is lost."""
        if wrong := checks.wrong_number(text):  # never a part of the matter: that is read by everybody
            return [self.ask(form, wrong)]
        if form.answers.get(form.matter_slot) and remarks.is_statement(text):
            return self._change(form, Change(form.matter_slot, text.strip(), append=True))
        return [self.ask(form, otherwise)]

    def _plain(self, form: Form, slot: Slot, text: str) -> list[Reply]:
        asking = remarks.is_question(text)
        of_a_child = slot.name == "id_number" and remarks.means_a_child(text)
        if remarks.offers_photo(text) or of_a_child or (asking and (slot.free or remarks.means_someone_else(text))):
            return self._middle(form, slot, text)
        try:
            value = self._checked(form, slot, text)
        except SlotError as error:
            return self._not_taken(form, slot, text, str(error), asking=asking)
        if slot.name == "applicant_name" and (surname := naming.only_surname(text)):
            if not slot.optional:
                return [self.ask(form, "申请公开要写全名。")]
            value = naming.polite(surname)
        elif slot.name == "applicant_name" and not naming.sounds_like_a_name(value) and form.notes.get("doubted") != value:
            form.notes["doubted"] = value
            return [self.ask(form, f"“{value}”是姓名吗？是的话请再发一次。")]
        if slot.name == "place" and not own.holds_a_place(value) and form.notes.get("doubted") != value:
            form.notes["doubted"] = value
            return [self.ask(form, f"“{value}”是地点吗？是的话请再发一次。")]
        if slot.name == "place" and own.tells_more(value) and form.answers.get(form.matter_slot) and (where := extract.where(value)):
            form.answers[form.matter_slot] += f"；{value}"
            value = where
        form.answers[slot.name] = extract.dated(value) if slot.name == "occurred_at" else value
        self._note_others(form, text)
        return [self.ask(form)]

    def _checked(self, form: Form, slot: Slot, text: str) -> str:
        check = slot.check
        if slot.name == "id_number" and (kind_of_paper := other_paper(text)):
            number = other_document(text)
            form.answers["id_type"] = kind_of_paper
            return number
        if check is None:
            return text.strip()
        return check(extract.without_numbers(text) if slot.name == "applicant_name" else text)

    def _not_taken(self, form: Form, slot: Slot, text: str, error: str, *, asking: bool) -> list[Reply]:
        if asking:
            return self._middle(form, slot, text)
        if slot.name == "contact_phone" and remarks.wishes_call_time(text):
            form.answers["callback_preference"] = text.strip()[:60]
            return [self.ask(form, "已记下您的回访要求。")]
        if self._note_others(form, text):
            return [self.ask(form, "好的，先记下了。")]
        told = questions.without_lead(text)
        if form.answers.get(form.matter_slot) and (remarks.wishes_something(told) or (slot.name in _SHORT_ANSWERS and remarks.is_statement(told))):
            return self._change(form, Change(form.matter_slot, told.strip(), append=True))
        if found := self._asides.looked_up(form, text):
            return [found, self.ask(form, "我们接着填。")]
        return [self.ask(form, error)]

    def _as_citizen(self, form: Form, slot: Slot, text: str) -> list[Reply] | None:
        """Who is asked about an organisation and has none («没有», «我是个人») applies in person; the questions are then a citizen's."""
        if not says_in_person(slot, text):
            return None
        form.answers["applicant_type"] = "citizen"
        changing.forget_unneeded(form)
        return [self.ask(form, "好的，按个人名义登记。")]

    def _refused(self, form: Form, slot: Slot, text: str) -> list[Reply] | None:
        """没有, 记不清了, 匿名: taken where the slot may stay empty, explained where it may not."""
        if slot.name == "applicant_name" and remarks.refuses_name(text) and not remarks.is_question(text):
            if not slot.optional:
                return self._explain(form, slot)
            form.answers["anonymous"] = "yes"
            return [self.ask(form, "好的，匿名登记。匿名的话无法回访告知您结果，请凭编号和查询码查看进展。")]
        if not remarks.is_none(text):
            return None
        if slot.optional and not form.is_last_contact(slot):
            form.answers[slot.name] = NOT_GIVEN
            if slot.name == "applicant_name":
                form.answers["anonymous"] = "yes"
            return [self.ask(form, slot.skip_note)]
        return self._explain(form, slot)

    def _matter(self, form: Form, slot: Slot, text: str) -> list[Reply]:
        said = form.notes.get("said", "")
        if said and (remarks.points_above(text) or remarks.is_confirm(text) or remarks.is_none(text) or remarks.only_names(text, form.of_kind)):
            value = said
        elif said and doubts.is_one(text):
            form.notes["said"] = doubts.beside(said, text)
            return [self.ask(form, doubts.NO_MATTER)]
        elif said and (place := own.bare_place(text)) and slot_of(form.of_kind, "place"):
            form.answers.setdefault("place", place)
            value = said
        elif not said and remarks.is_none(text):
            return [self.ask(form, "还没有内容，没法登记。不想办了请回复“取消”。")]
        elif self._asks_something(form, text) or (remarks.offers_photo(text) and len(text) <= _AN_OFFER):
            return self._middle(form, slot, text)
        else:
            try:
                value = slot.check(text) if slot.check else text
            except SlotError as error:
                return [self.ask(form, str(error))]
            value = extract.joined(form.of_kind, said, extract.matter(value, form.of_kind) or value)
        if not said and len(value) < _TOO_SHORT:
            form.notes["said"] = value
            return [self.ask(form)]
        parted = several.parted(form, self._offices, value)
        form.answers[slot.name] = parted[0] if parted else value
        self._note_others(form, text)
        if parted:
            return [parted[1]] if form.dropped else [parted[1], self.ask(form)]
        if form.kind is not Kind.APPLICATION and (away := elsewhere(form, self._offices, self.route(form), text)):
            return away
        return [self.ask(form)]

    def _asks_something(self, form: Form, text: str) -> bool:
        """Whether words given for the matter are a question to the desk. A consultation's matter is a question by nature."""
        if questions.asks_for_a_number(text) and len(text) <= 14 and self._asides.looked_up(form, text) is not None:
            return True
        if not remarks.is_question(text) or len(text) > 40:
            return False
        if remarks.is_about_the_form(text):
            return True
        return form.kind is not Kind.CONSULTATION and len(text) <= 20 and self._asides.looked_up(form, text) is not None

    def _agency(self, form: Form, slot: Slot, text: str) -> list[Reply]:
        taken = take_agency(self._offices, form.notes.get("suggested") or self.route(form).agency, text)
        if taken is not None:
            form.answers[slot.name] = taken
            self._note_others(form, text)
            return [self.ask(form)]
        if remarks.is_question(text):
            return self._middle(form, slot, text)
        if added := self._added(form, text):
            return added
        if self._note_others(form, text):
            return [self.ask(form, "好的，先记下了。")]
        return self._told_besides(form, text, self._offices.not_found(text))

    def _choice(self, form: Form, slot: Slot, text: str) -> list[Reply]:
        value = choose(slot, text)
        if value is not None and not (remarks.is_question(text) and len(text) > 8) and not questions.asks_cost(text):
            form.answers[slot.name] = value
            self._note_others(form, text)
            return [self.ask(form)]
        if remarks.is_question(text) or remarks.offers_photo(text):
            return self._middle(form, slot, text)
        if added := self._added(form, text):
            return added
        if self._note_others(form, text):
            return [self.ask(form, "好的，先记下了。")]
        return self._told_besides(form, text, "没有听明白，请从下面选一个。")

    def _note_others(self, form: Form, text: str) -> bool:
        """Keep facts for later questions that the citizen gives in the same breath; whether there were any."""
        asked = {slot.name for slot in FORMS[form.of_kind]}
        found = {name: value for name, value in extract.facts(text, form.of_kind).items() if name in asked and form.answers.get(name, value) == value}
        if len(text) > 80:  # a long text tells the matter: a phone or a place in it may be somebody else's
            return False
        form.answers |= found
        form.notes |= {_LAST: next(iter(found))} if len(found) == 1 else {}
        return bool(found)

    # — questions in the middle, corrections ——————————————————————————————

    def aside(self, form: Form, text: str) -> list[Reply]:
        """An answer to a question that has nothing to do with the open slot; empty when it is none."""
        found = self._asides.looked_up(form, text) if remarks.is_question(text) else None
        return [found] if found else []

    def _beside(self, form: Form, slot: Slot, text: str) -> list[Change]:
        """What the words change of earlier answers, or give for other questions than the open one."""
        if whom := besides.as_whom(form, slot.name, text):
            return whom
        if slot.name == "delivery_way" and choose(slot, text):  # an e-mail address says how, too
            return []
        if slot.name != "target_agency" and (agency := another_agency(self._offices, text)):
            return [Change("target_agency", agency)]
        if slot.name in _NO_OFFICE and len(text) <= _AN_OFFICE and (agency := self._offices.named(text)):
            return [Change("target_agency", agency)]
        if corrections.sounds_like_one(text) and (changes := self._earlier(form, slot, text)):
            return changes
        return besides.changes(form, slot, text)

    def _middle(self, form: Form, slot: Slot, text: str) -> list[Reply]:
        said = self._asides.answer(form, slot, text)
        told = remarks.tells_something(text) and not corrections.names_a_field(text) and slot.name not in _SHORT_ANSWERS
        if said.text == words.NOT_SURE and told and form.answers.get(form.matter_slot):  # what nobody can answer here is asked of the agency
            return self._change(form, Change(form.matter_slot, text.strip(), append=True))
        return [said, self.ask(form, "我们接着填。")]

    def _explain(self, form: Form, slot: Slot) -> list[Reply]:
        why = self._asides.why(form, slot)
        return [*([why] if why else []), self.ask(form)]

    def _earlier(self, form: Form, slot: Slot, text: str) -> list[Change]:
        if slot.name == "target_agency" and take_agency(self._offices, "", text):
            return []
        changes = corrections.each(text, form.of_kind, form.answers)
        return changes if changes and changes[0].slot in form.answers and changes[0].slot != slot.name else []

    def _change(self, form: Form, *changes: Change) -> list[Reply]:
        if changes[0].value is None:
            form.answers.pop(changes[0].slot, None)
            return [self.ask(form, "好的，请重新说。")]
        if len(changes) == 1 and changes[0].slot not in form.answers:
            form.notes[_LAST] = changes[0].slot
        return [self.ask(form, changing.made(form, self._offices, changes))]

    def _at_review(self, form: Form, text: str) -> list[Reply]:
        if remarks.wishes_to_submit(text):
            return [Reply(words.CONFIRM_FIRST, "asked", asks="review", options=CONFIRM_OR_CANCEL)]
        if agency := another_agency(self._offices, text):
            return self._change(form, Change("target_agency", agency))
        if changes := corrections.each(text, form.of_kind, form.answers):
            return self._change(form, *changes)
        if remarks.offers_photo(text):
            return [Reply(words.PHOTO, "answered"), self.ask(form)]
        if remarks.is_question(text) and (found := self._asides.looked_up(form, text)):
            return [found, self.ask(form)]
        if given := besides.changes(form, None, text):
            return self._change(form, *given)
        if remarks.is_statement(text):  # whatever it means, it is not lost: the citizen sees it in the draft
            return self._change(form, Change(form.matter_slot, text.strip(), append=True))
        return [self.review(form, words.NOTHING_TO_CHANGE)]

    def _back(self, form: Form, text: str) -> Reply:
        """The answer that the words name is asked again, else the last one; what was said beforehand of later questions stays."""
        asked = [one.name for one in self._before(form) if one.name in form.answers]
        if not asked:
            return self.ask(form, "已经是第一项了。")
        named = corrections.field_named(text, form.of_kind)
        form.answers.pop(named if named in asked else asked[-1])
        return self.ask(form, "好的，回到上一项。")

    @staticmethod
    def _before(form: Form) -> list[Slot]:
        """The questions that come before the open one; all of them at the review."""
        every = list(FORMS[form.of_kind])
        return every[: next((at for at, slot in enumerate(every) if slot.name == form.asks and slot.needed(form.answers)), len(every))]

    @staticmethod
    def _may_agree(form: Form, slot: Slot) -> bool:
        """Whether there is something to agree to: an office that was proposed, the short words for the matter."""
        return slot.name == "target_agency" or (slot.name == form.matter_slot and bool(form.notes.get("said")))

    def _switch(self, form: Form, kind: Kind, text: str) -> list[Reply]:
        """Another kind: what both forms ask is kept, the matter moves to its place in the new form."""
        told = form.answers.pop(form.matter_slot, None)
        matter = remarks.after_the_switch(text, kind) or told
        form.become(kind)
        if matter and extract.enough(matter, kind):
            form.answers[form.matter_slot] = matter
        elif matter:
            form.notes["said"] = matter
        return [self.ask(form, "好的，已换过来，前面填过的不用再说。")]
