"""What a command says of a failure: one sentence for what whoever runs the desk can mend, a traceback only for what is ours."""

import errno

from sqlalchemy.exc import DatabaseError, OperationalError

from bot.agencies.service import ProfileError
from bot.clock.notices import NoticeError
from bot.knowledge.models import KnowledgeError
from mingbai.errors import CannotStart

_WHY = {
    errno.ENOSPC: "磁盘写满了，请腾出空间",
    errno.EROFS: "所在的盘是只读的，请换一个目录或者检查磁盘",
    errno.EACCES: "没有权限，请检查它的主人和权限",
    errno.EPERM: "没有权限，请检查它的主人和权限",
    errno.ENOENT: "找不到",
    errno.ENOTDIR: "不是一个目录",
    errno.EEXIST: "不是一个目录",
}


def told(error: Exception) -> str | None:
    """What to say of a failure that whoever runs the desk can mend; None for any other, which is ours."""
    if isinstance(error, CannotStart | ProfileError | NoticeError | KnowledgeError):
        return str(error)
    if isinstance(error, OperationalError) and "malformed" not in str(error):
        return f"数据库打不开或者连不上：{_first_line(error)}。请检查 MINGBAI_DATABASE_URL、数据库是否在运行、目录权限和磁盘空间。"
    if isinstance(error, DatabaseError) and any(sign in str(error) for sign in ("malformed", "not a database")):
        return "数据库文件坏了。请停下服务台，把这个文件移开，再用最近的备份恢复。"
    if isinstance(error, OSError) and error.errno in _WHY and error.filename is not None:
        return f"读写 {error.filename} 没有成功：{_WHY[error.errno]}。"
    return None


def _first_line(error: OperationalError) -> str:
    """The database's own words, without the statement and its values."""
    return (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0][:200]
