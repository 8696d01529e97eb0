"""Who made-up reports come from: names, numbers with valid checksums, telephones. They belong to nobody.

The region codes are not assigned (GB/T 2260 has no 9999), the telephones lie in a few blocks, the mail goes to example.com (RFC 2606).
"""

import datetime as dt
from random import Random

from stdnum.cn import ric, uscc

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅"
    "钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严"
)
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲玉萍红建华国庆志成宏晨阳欣怡浩然子涵雨桐嘉思远博林海云峰春梅秋菊长根福来小宝大牛翠花"
_REGION = "349999"
_FIRST_BIRTH, _BIRTH_DAYS = dt.date(1940, 1, 1), 24_000
_BLOCKS = ("1300000", "1310000", "1320000", "1330000", "1350000", "1360000", "1370000", "1380000", "1390000", "1500000", "1510000", "1800000")
_WORKS = ("青禾农业", "金穗粮油", "大江建材", "华远商贸", "宏图装饰", "绿源环保", "顺达物流", "新程教育")


def applicant(random: Random, *, identified: bool) -> tuple[dict[str, str], str]:
    """Who files, and his class: with proof of identity for an application (art. 29), else a name and a phone, or neither."""
    if identified:
        return _organization(random) if random.random() < 0.12 else (_citizen(random), "citizen")
    if random.random() < 0.12:
        return {"anonymous": "yes"}, "citizen"
    return {"applicant_name": _name(random)} | ({"contact_phone": _phone(random)} if random.random() < 0.93 else {}), "citizen"


def _citizen(random: Random) -> dict[str, str]:
    return {
        "applicant_type": "citizen", "applicant_name": _name(random), "id_type": "居民身份证", "id_number": _id_number(random),
        "contact_phone": _phone(random), "contact_address": f"演示路{random.randrange(1, 400)}号", "email": f"demo{random.randrange(10**6)}@example.com",
    }


def _organization(random: Random) -> tuple[dict[str, str], str]:
    name = random.choice(_WORKS)
    given = {
        "applicant_type": "organization", "organization_name": f"演示县{name}有限公司", "credit_code": _credit_code(random),
        "applicant_name": _name(random), "contact_phone": _phone(random), "contact_address": f"演示路{random.randrange(1, 400)}号",
    }
    return given, "organization"


def _name(random: Random) -> str:
    return random.choice(_SURNAMES) + "".join(random.choices(_GIVEN, k=random.choice((1, 2, 2))))


def _phone(random: Random) -> str:
    return f"{random.choice(_BLOCKS)}{random.randrange(10_000):04d}"


def _id_number(random: Random) -> str:
    born = _FIRST_BIRTH + dt.timedelta(days=random.randrange(_BIRTH_DAYS))
    first = f"{_REGION}{born:%Y%m%d}{random.randrange(1, 1000):03d}"
    return first + str(ric.calc_check_digit(first + "0"))


def _credit_code(random: Random) -> str:
    first = f"91{_REGION}{''.join(random.choices('0123456789ABCDEFGH', k=9))}"
    return f"{first}{uscc.calc_check_digit(first)}"
