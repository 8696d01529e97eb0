"""How every public address says no: `{"error": {"code", "message"}}`, the message in Chinese and usable."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

_log = structlog.get_logger(__name__)
_PLAIN = {
    400: "请求的格式不对，请刷新页面后再试。",
    401: "会话已失效，请刷新页面重新开始。",
    403: "没有权限。",
    404: "没有找到。",
    405: "不支持这样的请求。",
    413: "内容太大，请缩小后再发。",
    415: "不支持这种文件。",
    422: "请求的格式不对，请检查后再试。",
    429: "操作太快，请稍等几秒再试。",
}


class Problem(Exception):
    """A refusal with its status, a code for programs and a sentence for people."""

    def __init__(self, status: int, code: str, message: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers
        self.message = message or _PLAIN.get(status, "出错了，请稍后再试。")


def answer(problem: Problem) -> JSONResponse:
    """The refusal as it goes out."""
    body = {"error": {"code": problem.code, "message": problem.message}}
    return JSONResponse(body, status_code=problem.status, headers=problem.headers)


def install(app: FastAPI) -> None:
    """Make every refusal of an app take this shape; no traceback reaches anybody outside."""

    @app.exception_handler(Problem)
    async def _problem(_request: Request, problem: Problem) -> JSONResponse:
        return answer(problem)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, _error: RequestValidationError) -> JSONResponse:
        return answer(Problem(422, "invalid_request"))

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> JSONResponse:
        code = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}.get(error.status_code, "refused")
        return answer(Problem(error.status_code, code))

    @app.exception_handler(OperationalError)
    async def _no_store(request: Request, error: OperationalError) -> JSONResponse:
        """The store cannot be reached or written: what was sent may not be kept, and nobody is told that it is."""
        _log.error("store.unreachable", path=request.url.path, error=str(error.orig)[:200])
        return answer(Problem(503, "store_unreachable", "服务台暂时连不上自己的数据库，刚才这一步可能没有记下。请稍等一会儿再发一次；急事请打 12345。", {"Retry-After": "10"}))

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> JSONResponse:
        _log.exception("request.failed", path=request.url.path, error=type(error).__name__)
        return answer(Problem(500, "internal", "系统出了点问题，请稍后再试一次。"))
