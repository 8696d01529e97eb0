"""WeChat with a whole desk behind it, engine and worker in their own processes, and what is left when they are killed."""

import contextlib
import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from tests.support import fake_wechat
from tests.support.fake_wechat import FakeWechat, Follower
from tests.support.people import NAME, PHONE
from tests.support.running import Clerk, RunningDesk, running_desk, until

QUESTION = "申请信息公开多久能答复"
FACTS = {
    "投诉的事情": "夜市烤串摊把油烟排进居民楼，家里没法开窗", "什么地方": "枞阳镇银塘路菜市场旁", "什么时候": "上个月开始", "怎么称呼": NAME, "联系电话": PHONE,
}  # fmt: skip


@pytest.fixture(scope="module")
def wechat() -> Iterator[FakeWechat]:
    fake = FakeWechat(aes=True)
    yield fake
    fake.close()


@pytest.fixture(scope="module")
def desk(wechat: FakeWechat, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk of this account. The tests maltreat it, in this order, and leave it whole."""
    with running_desk(tmp_path_factory.mktemp("wechat") / "home", **fake_wechat.settings(wechat)) as running:
        wechat.desk = running.url
        yield running


def answered(follower: Follower) -> int:
    """How often the question was answered on this phone."""
    return sum("第三十三条" in shown.text for shown in follower.phone)


def tickets(desk: RunningDesk) -> int:
    connection = sqlite3.connect(f"file:{desk.home / 'mingbai.db'}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM ticket").fetchone()[0])
    finally:
        connection.close()


def workers(desk: RunningDesk) -> list[psutil.Process]:
    """The desk's worker, while it has one."""
    found = []
    for child in desk.processes()[1:]:
        with contextlib.suppress(psutil.Error):
            found += [child] if "worker" in child.cmdline() else []
    return found


def file(follower: Follower) -> str:
    """File a complaint as it is asked; what is said to the confirmation."""
    said = follower.say("我要投诉")
    for _ in range(8):
        if "确认提交" in said:
            return follower.say("1")
        said = follower.say(next((fact for question, fact in FACTS.items() if question in said), "没有"))
    raise AssertionError(said)


def test_a_citizen_asks_files_and_hears_back(wechat: FakeWechat, desk: RunningDesk):
    follower = Follower(wechat)
    follower.tap("subscribe", EventKey="")
    assert "第三十三条" in follower.say(QUESTION)
    receipt = file(follower)
    number = receipt.split("编号：")[1].split()[0]
    card = until(lambda: [shown for shown in follower.phone if shown.kind == "news"], 20, "the receipt's card")[0]
    assert card.url == f"{desk.url}/ticket?number={number}"
    Clerk(desk).answer(number, "solved", "摊点已经搬走，油烟不再进楼。")
    until(lambda: [shown for shown in follower.phone if "摊点已经搬走" in shown.text], 30, "the agency's answer")


def test_a_killed_desk_answers_at_its_next_start_what_it_had_acknowledged(wechat: FakeWechat, desk: RunningDesk):
    followers = [Follower(wechat) for _ in range(6)]
    engine = desk.engine
    engine.suspend()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda follower: follower.say(QUESTION), followers))
    assert [(follower.sent.tries, follower.sent.body) for follower in followers] == [([200], "success")] * 6
    assert desk.process is not None
    desk.process.kill()
    engine.resume()  # so that it can see that its desk is gone
    assert desk.stop(signal.SIGKILL) == []
    assert sum(map(answered, followers)) == 0
    desk.start()
    until(lambda: all(map(answered, followers)), 40, "every acknowledged message is answered")
    assert [answered(follower) for follower in followers] == [1] * 6


def test_a_killed_worker_loses_no_answer_and_sends_none_twice_that_wechat_took(wechat: FakeWechat, desk: RunningDesk):
    followers = [Follower(wechat) for _ in range(6)]
    engine = desk.engine
    engine.suspend()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda follower: follower.say(QUESTION), followers))
    engine.resume()
    for _ in range(3):
        killed = until(lambda: workers(desk), 20, "a worker")[0]
        killed.kill()
        until(lambda killed=killed: killed not in workers(desk), 20, "the end of the worker")
    until(lambda: all(map(answered, followers)), 40, "every acknowledged message is answered")


def test_a_desk_killed_while_citizens_confirm_files_each_once(wechat: FakeWechat, desk: RunningDesk):
    followers = [Follower(wechat) for _ in range(4)]
    before = tickets(desk)
    for follower in followers:
        said = follower.say("我要投诉")
        while "确认提交" not in said:
            said = follower.say(next((fact for question, fact in FACTS.items() if question in said), "没有"))
    wechat.hangs_up_after = 5.0
    with ThreadPoolExecutor(5) as pool:
        confirming = [pool.submit(follower.say, "1") for follower in followers]
        assert desk.process is not None
        desk.process.send_signal(signal.SIGKILL)
        for one in confirming:
            one.result()
    desk.stop(signal.SIGKILL)
    desk.start()
    taken = [follower for follower in followers if not follower.sent.failed]
    for follower in followers:
        if follower.sent.failed:  # the phone showed an error, and the citizen says it again
            follower.say("1")
    until(lambda: all(any("编号：" in shown.text for shown in follower.phone) for follower in taken), 60, "whoever was answered has a receipt")
    assert tickets(desk) == before + len(followers)
