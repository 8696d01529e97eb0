"""How every public address says no: `{"error": {"code", "message"}}`, the message in Chinese and usable; to a person's browser, a page."""

from collections.abc import Callable

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

_log = structlog.get_logger(__name__)
_FOR_PROGRAMS = ("/api/", "/static/", "/channels/", "/healthz")
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


Page = Callable[[Request, Problem], Response]


def answer_to(request: Request, problem: Problem) -> Response:
    """The refusal for whoever asked: a page with a way on for a person who opened an address, where the app has one."""
    page: Page | None = getattr(request.app.state, "refusal_page", None)
    if page is None or "text/html" not in request.headers.get("accept", "") or request.url.path.startswith(_FOR_PROGRAMS):
        return answer(problem)
    return page(request, problem)


def install(app: FastAPI, page: Page | None = None) -> None:
    """Make every refusal of an app take this shape; no traceback reaches anybody outside. `page`: what persons are shown instead."""
    app.state.refusal_page = page

    @app.exception_handler(Problem)
    async def _problem(request: Request, problem: Problem) -> Response:
        return answer_to(request, problem)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, _error: RequestValidationError) -> Response:
        return answer_to(request, Problem(422, "invalid_request"))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        code = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}.get(error.status_code, "refused")
        return answer_to(request, Problem(error.status_code, code))

    @app.exception_handler(OperationalError)
    async def _no_store(request: Request, error: OperationalError) -> Response:
        """The store cannot be reached or written: what was sent may not be kept, and nobody is told that it is."""
        _log.error("store.unreachable", path=request.url.path, error=str(error.orig)[:200])
        words = "服务台暂时连不上自己的数据库，刚才这一步可能没有记下。请稍等一会儿再发一次；急事请打 12345。"
        return answer_to(request, Problem(503, "store_unreachable", words, {"Retry-After": "10"}))

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> Response:
        _log.exception("request.failed", path=request.url.path, error=type(error).__name__)
        return answer_to(request, Problem(500, "internal", "系统出了点问题，请稍后再试一次。"))
