"""The configuration's schema: every key with its type, default, and an example for the error message."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date, time
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, IPvAnyNetwork, SecretStr, model_validator

from platforms.portal.settings import Settings as Portal
from platforms.section import Section, WebAddress
from platforms.wecom.settings import Settings as Wecom
from store.engine import database_url
from store.file_storage.storage_address import BucketAddress, read_address


def _parsed(value: object) -> object:
    """Lists and mappings arrive from the environment as text: read them as YAML."""
    if not isinstance(value, str):
        return value
    try:
        return yaml.safe_load(value)
    except (yaml.YAMLError, ValueError):
        raise ValueError("不是正确的 YAML") from None


def _minutes(value: object) -> object:
    """YAML 1.1 reads an unquoted 17:30 as the number 1050; mean the hour all the same."""
    return time(*divmod(value, 60)) if isinstance(value, int) and 0 <= value < 24 * 60 else value


def _bind(value: str) -> str:
    match = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^\s:\[\]]+):(\d{1,5})", value)
    if match is None or int(match[2]) > 65535:
        raise ValueError("应写成 地址:端口")
    return value


def _clock(value: str) -> str:
    if value != "system" and not re.fullmatch(r"file:.+", value):
        raise ValueError("只能是 system 或 file:路径")
    return value


def _named(value: object) -> object:
    """Left empty is not written at all."""
    return value or None


Hour = Annotated[time, BeforeValidator(_minutes)]


class Server(Section):
    bind: Annotated[str, AfterValidator(_bind)] = Field(default="127.0.0.1:8080", description="例：127.0.0.1:8080")
    public_url: WebAddress = Field(
        default="", description="员工的手机打开页面时用的地址，例：https://yiyi.example.gov.cn"
    )
    proxies: Annotated[tuple[IPvAnyNetwork, ...], BeforeValidator(_parsed)] = Field(
        default=(ip_network("127.0.0.0/8"), ip_network("::1")),
        description="反向代理的地址或网段，例：[127.0.0.1, 10.1.2.0/24]",
    )
    threads: int = Field(default=8, ge=1, le=256, description="页面最多同时用几个线程，例：8")
    per_address: int = Field(
        default=300, ge=0, description="没有登录的人，同一地址每分钟最多打开几次页面，0 为不限，例：300"
    )
    per_person: int = Field(default=240, ge=0, description="登录的人每分钟最多打开几次页面，0 为不限，例：240")

    @property
    def host(self) -> str:
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.bind.rpartition(":")[2])

    @property
    def base_url(self) -> str:
        """What links in cards begin with: the public address, or the bound one where none is set."""
        return self.public_url or f"http://{self.bind}"


def _database(value: SecretStr) -> SecretStr:
    wrong = database_url.problem(value.get_secret_value())
    if wrong:
        raise ValueError(wrong)
    return value


class Database(Section):
    url: Annotated[SecretStr, AfterValidator(_database)] = Field(
        default=SecretStr("sqlite:///var/objection.db"),
        description="例：postgresql://objection:密码@127.0.0.1/objection",
    )


class Security(Section):
    """Keys of the data at rest, in the lines of `store.vault.read_keys`: the first one seals, the others only open."""

    keys: SecretStr = Field(default=SecretStr(""), description="每行一把：编号 算法 base64")
    key_file: Annotated[Path | None, BeforeValidator(_named)] = Field(
        default=None, description="只有服务帐户可读的密钥文件，例：/etc/objection/objection.keys"
    )
    session_secret: SecretStr = Field(default=SecretStr(""), description="签名登录页面的随机文字，可不填")
    two_persons: bool = Field(default=False, description="授予权限要另一位安全管理员确认，例：true")
    request_days: int = Field(default=5, ge=1, le=60, description="另一位应在几个自然日内确认，例：5")

    @property
    def key_lines(self) -> str:
        """The key ring's lines; in an environment variable a semicolon stands for the end of a line."""
        return self.keys.get_secret_value().replace(";", "\n")

    @property
    def session_key(self) -> bytes:
        """Signs login cookies: the secret that is set, or one derived from the keys."""
        own = self.session_secret.get_secret_value().encode()
        return own or hmac.new(self.key_lines.encode(), b"session", hashlib.sha256).digest()


class Closure(Section):
    """A day on which this district alone does not work."""

    date: date
    reason: str = Field(min_length=1)


class OpenHours(Section):
    start: Hour = Field(default=time(9, 0), alias="from", description='例："09:00"')
    end: Hour = Field(default=time(17, 30), alias="to", description='例："17:30"')

    @model_validator(mode="after")
    def _in_order(self) -> OpenHours:
        if self.start >= self.end:
            raise ValueError("from 应早于 to")
        return self


class Law(Section):
    rulebook: str = Field(
        default="changning-2022", min_length=1, description="随程序附带的名称，或自己的 TOML 文件所在的文件夹"
    )
    closures: Annotated[tuple[Closure, ...], BeforeValidator(_parsed)] = Field(
        default=(),
        description="已停用，请留空，用 objection closures 载入；写法：[{date: 2026-11-05, reason: 进博会放假}]",
    )
    notices: Annotated[tuple[Path, ...], BeforeValidator(_parsed)] = Field(
        default=(), description="已停用，请留空，用 objection import notice 载入；写法：放假通知的数据文件"
    )
    service_hours: OpenHours = OpenHours()


class Reminders(Section):
    at: Hour = Field(default=time(9, 0), description='每个工作日几点提醒，例："09:00"')
    receive_hours: int = Field(default=4, ge=1, le=24, description="A 角未签收，几个服务小时后提醒 B 角")
    spread_minutes: int = Field(default=10, ge=0, le=30, description="提醒和摘要在几分钟之内错开发出；0 为不错开")


class Digest(Section):
    at: Hour = Field(default=time(9, 0), description='每个工作日几点发逾期摘要，例："09:00"')


class Report(Section):
    reply_days: int = Field(
        default=5, ge=0, le=60, description="质量报告结账后，部门可提出意见的工作日数，此后公布；0 为当日公布"
    )


def _storage(value: str) -> str:
    if value and isinstance(read_address(value), BucketAddress) and find_spec("obstore") is None:
        raise ValueError("S3 要另外安装：make install WITH=s3")
    return value


class Attachments(Section):
    url: Annotated[str, AfterValidator(_storage)] = Field(
        default="", description="留空存在 data_dir 里，例：file:///srv/objection-files"
    )
    access_key: str = Field(default="", description="桶的帐号（Access Key）")
    secret_key: SecretStr = Field(default=SecretStr(""), description="桶的口令（Secret Key）")
    ca_bundle: Annotated[Path | None, BeforeValidator(_named)] = Field(
        default=None, description="存储的自建证书机构的 PEM 文件，例：/etc/ssl/certs/gov-ca.pem"
    )
    max_bytes: int = Field(default=20 * 1024 * 1024, ge=1024, description="单个附件的上限（字节），例：20971520")
    types: Annotated[tuple[str, ...], BeforeValidator(_parsed)] = Field(
        default=(
            *("jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "tif", "tiff", "pdf", "ofd", "txt", "csv", "rtf"),
            *("doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "zip", "rar"),
        ),
        description="允许的扩展名，例：[jpg, png, pdf]",
    )
    daily_files: int = Field(default=100, ge=1, description="每人每天最多几个附件，例：100")
    daily_bytes: int = Field(
        default=300 * 1024 * 1024, ge=1024, description="每人每天附件的总大小（字节），例：314572800"
    )

    @property
    def address(self) -> Path | BucketAddress | None:
        """Where files are kept; None for the data folder."""
        return read_address(self.url) if self.url else None

    @model_validator(mode="after")
    def _with_credentials(self) -> Attachments:
        if isinstance(self.address, BucketAddress) and not (self.access_key and self.secret_key.get_secret_value()):
            raise ValueError("url 是 s3:// 的，要填 access_key 和 secret_key")
        return self


class Retention(Section):
    anonymise_after_days: int = Field(
        default=730, ge=0, le=36500, description="最后一次办结满多少个自然日后匿名化，0 为永不，例：730"
    )
    reading_days: int = Field(
        default=1095, ge=180, le=36500, description="查阅记录中谁、看了什么保留多少个自然日，例：1095"
    )
    archive_dir: str = Field(
        default="", description="匿名化之前自动导出档案的文件夹；留空则不自动导出，未导出的不匿名化，例：/srv/archive"
    )


NOTICE = (
    "〔区大数据中心名称〕为办理公共数据异议（长府办〔2022〕28号）处理您的姓名、单位、联系电话、帐号和您填写的内容，"
    "在本区政务环境内保存，只供承办人员办理。保存期限请发送“删除我的信息”，查阅、更正请发送“查阅我的信息”“更正我的信息”；"
    "其他事项请联系〔联系人和电话〕。"
)
_BLANK = re.compile(r"〔(?!\d{4}〕)[^〕]*〕|请填写")  # 〔2022〕 is a document's year


class Privacy(Section):
    """`notice` has blanks to be completed by the district; where it is empty, the district informs otherwise."""

    notice: str = Field(default=NOTICE, max_length=1500, description="首次使用时告知的文字，改动后每人再告知一次")

    @property
    def blanks(self) -> list[str]:
        return _BLANK.findall(self.notice)

    @property
    def shown(self) -> str:
        """What people are shown: nothing while a blank is left, for a notice without a name informs nobody."""
        return "" if self.blanks else self.notice.strip()


class Catalogue(Section):
    """Words of the catalogue search, besides those in store/catalogue/synonyms.toml."""

    synonyms: dict[str, list[str]] = Field(default={}, description="例：{一网统管: [网格事件]}")


class Centre(Section):
    name: str = Field(default="区大数据中心", min_length=1, max_length=40, description="中心的名称，例：区大数据中心")
    phone: str = Field(default="", max_length=60, description="发送“人工”时告知的电话，例：021-12345678")


class Logging(Section):
    level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="例：info")
    format: Literal["json", "console"] = Field(default="json", description="例：json")


class Config(Section):
    server: Server = Server()
    database: Database = Database()
    clock: Annotated[str, AfterValidator(_clock)] = Field(default="system", description="例：system 或 file:var/clock")
    data_dir: Path = Field(default=Path("var"), description="附件与密钥文件的文件夹，例：var")
    security: Security = Security()
    wecom: Wecom | None = None
    centre: Centre = Centre()
    law: Law = Law()
    reminders: Reminders = Reminders()
    digest: Digest = Digest()
    report: Report = Report()
    attachments: Attachments = Attachments()
    retention: Retention = Retention()
    privacy: Privacy = Privacy()
    catalogue: Catalogue = Catalogue()
    portal: Portal = Portal()
    logging: Logging = Logging()
