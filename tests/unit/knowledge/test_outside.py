"""What teaches the knowledge base to leave a message alone."""

from bot.knowledge.finder import Finder
from bot.knowledge.outside import other_business
from tests.unit.knowledge.conftest import NAMES

SAYS = ("物业", "物业把电梯停了催费", "楼下饭店全是油烟", "县里发的文件看不到", "打热线没结果", "物业把电梯停了催费")


def test_only_whole_phrases_of_other_business_teach():
    assert other_business(SAYS) == ("物业把电梯停了催费", "楼下饭店全是油烟")


def test_agencies_matters_lie_outside(library):
    plain, taught = Finder(library, "zongyang", NAMES), Finder(library, "zongyang", NAMES, others=SAYS)
    said = "物业停了电梯催我们交费"
    assert taught.index.rank(said).domain < plain.index.rank(said).domain
