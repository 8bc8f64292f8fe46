"""平台对接, the door other platforms knock at (docs/peering.md): by signature, versioned, each message once. `v1` is the major version."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Router
from pydantic import AwareDatetime, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import union_schema

from command.peering.door import by_peer, peer_of
from command.peering.envelope import MAJORS, NAME, VERSION
from command.peering.messages import Incoming
from command.peering.rows import ExchangeHello, ExchangeReceipt
from command.peering.taking import Letter, receipt_of, take, understood
from command.peering.words import SHAPES, TAKEN_FROM
from dispatch.contacts.duty import area_name
from realtime import clock
from realtime.api import REFUSALS, Body
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["exchange"], auth=by_peer)


class Hello(Body):
    model_config = ConfigDict(extra="allow", strict=True)

    version: str = Field("", max_length=40)


BODIES = "by `kind`: " + ", ".join(f"{kind} → {shape.__name__}" for kind, shape in SHAPES.items())


class AsShapes:
    """Kept word for word, whatever it is; the OpenAPI names the shape of each kind (`words.py`)."""

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(union_schema([shape.__pydantic_core_schema__ for shape in SHAPES.values()]))


class ExchangeEnvelope(Body):
    """What every message says about itself. Fields of a newer minor version are kept and ignored."""

    model_config = ConfigDict(extra="allow", strict=True)

    version: str = Field(max_length=40, description="ecc-exchange/1.0")
    id: UUID = Field(strict=False, description="of the message; the same one when it is sent again")
    kind: str = Field(min_length=1, max_length=20)
    from_: str = Field(alias="from", max_length=30, description="the code by which the receiver knows the sender")
    area: str = Field(max_length=12, pattern=r"^\d{2,12}$")
    made_at: AwareDatetime = Field(strict=False)
    subject: str = Field(min_length=1, max_length=80, description="the sender's own name of the thing")
    revision: int = Field(ge=1, le=2_000_000_000, description="of the subject; a lower one never overwrites a higher one")
    drill: bool = False
    body: Annotated[dict[str, Any], AsShapes()] = Field(description=BODIES)


def _major(major: int) -> None:
    if major not in MAJORS:
        raise Problem("exchange_version", f"本方支持 {VERSION},不支持大版本 {major}。请按双方共有的大版本发送。", where=[VERSION])


@router.post("/v{int:major}/hello", response={200: ExchangeHello, **REFUSALS}, operation_id="exchange_hello")
def post_hello(request: HttpRequest, major: int, body: Hello) -> ExchangeHello:
    _major(major)
    return {
        "name": f"{area_name(settings.CITY)}应急指挥平台",
        "versions": [VERSION],
        "kinds": list(TAKEN_FROM[peer_of(request).level]),
        "time": str(iso(clock.now())),
    }


@router.post("/v{int:major}/messages", response={200: ExchangeReceipt, **REFUSALS}, operation_id="exchange_message")
def post_message(request: HttpRequest, major: int, body: ExchangeEnvelope) -> ExchangeReceipt:
    """Stored before it is answered. The same id again is answered with what became of it."""
    _major(major)
    understood(body.version)
    said = body.model_dump(mode="json", by_alias=True)
    letter = Letter(
        message=body.id, version=body.version, sender=body.from_, kind=body.kind, subject=body.subject, revision=body.revision, area=body.area,
        made_at=body.made_at, drill=body.drill, envelope=said,
    )  # fmt: skip
    return take(peer=peer_of(request), letter=letter)


@router.get("/v{int:major}/messages/{uuid:message}", response={200: ExchangeReceipt, **REFUSALS}, operation_id="exchange_receipt")
def get_receipt(request: HttpRequest, major: int, message: UUID) -> ExchangeReceipt:
    """What became of a message of one's own."""
    _major(major)
    row = Incoming.objects.filter(peer=peer_of(request), message=message).first()
    if row is None:
        raise Problem("not_found", f"没有收到报文 {message}({NAME})。")
    return receipt_of(row, repeated=True)
