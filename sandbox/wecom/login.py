"""The web login (网页授权, OAuth2): the member comes from `?as=`, the phone's cookie, or a choice on a page."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request

from sandbox.wecom.tenant import Tenant

COOKIE = "standin_user"


def create_login(tenant: Tenant) -> Blueprint:
    """The authorize page under the path the public one has, and the qrConnect of browsers outside the client."""
    login = Blueprint("wecom_login", __name__)

    @login.get("/connect/oauth2/authorize")
    @login.get("/wwopen/sso/qrConnect")
    @login.get("/wwlogin/sso/login")
    def authorize() -> Response:
        problem = _problem(tenant)
        if problem:
            return make_response(render_template("problem.html", text=problem), 400)
        userid = request.args.get("as") or request.cookies.get(COOKIE, "")
        if userid != "visitor" and tenant.directory.find(userid) is None:
            return _choose(tenant)
        return _back(tenant, userid)

    return login


def open_link_as(userid: str, url: str) -> Response:
    """Open a link as this phone: its cookie set, every other cookie of this host dropped.

    Browsers share cookies between the ports of a host, so a session of the phone opened before would be taken
    for this one's; a real member has a client of their own.
    """
    response = make_response(redirect(url))
    for name in request.cookies:
        response.delete_cookie(name, path="/")
    response.set_cookie(COOKIE, userid, httponly=True, samesite="Lax")
    return response


def _problem(tenant: Tenant) -> str:
    """The login page's error text for a person; empty where the request is valid."""
    target = urlsplit(request.args.get("redirect_uri", ""))
    if request.args.get("appid") != tenant.settings.corp_id:
        return "40013 appid 与企业不符"
    if target.scheme not in ("http", "https") or not target.netloc:
        return "redirect_uri 须为完整的 http 或 https 地址"
    if tenant.settings.trusted_host and target.netloc != tenant.settings.trusted_host:
        return f"50001 redirect_uri 的域名 {target.netloc} 不是应用的可信域名"
    state = request.args.get("state", "")
    if tenant.switches.strict and (not (state.isascii() and state.isalnum()) or len(state) > 128) and state:
        return "state 只能是不超过 128 字节的字母和数字"
    return ""


def _back(tenant: Tenant, userid: str) -> Response:
    member = tenant.directory.find(userid)
    code = tenant.login_codes.issue(member.userid if member else "")
    target = urlsplit(request.args["redirect_uri"])
    added = urlencode({"code": code, "state": request.args.get("state", "")})
    query = f"{target.query}&{added}" if target.query else added
    return make_response(redirect(urlunsplit(target._replace(query=query, fragment=""))))


def _choose(tenant: Tenant) -> Response:
    members = [(member, f"{request.path}?{urlencode({**request.args, 'as': member.userid})}")
               for member in tenant.directory.members.values() if tenant.directory.find(member.userid)]  # fmt: skip
    return make_response(render_template("login.html", members=members))
