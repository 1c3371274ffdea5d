"""This API in OpenAPI 3.1, made from the same tables that the views and readers follow."""

from copy import deepcopy
from functools import lru_cache
from typing import Any, Final

from dotline.directory.api.parameters import KNOWN, SINGLE, Parameter
from dotline.directory.formats.shapes import SHAPES, Field, Kind, Nest, Shape, nests

Schema = dict[str, Any]
LISTS: Final = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
PROBLEMS: Final = {
    "400": "Something in the question cannot be used: the answer says what, and what to do.",
    "404": "There is no such record, or not any more.",
    "405": "The address does not answer to this method.",
    "409": "The directory changed while a search was paged through: start again at page 1.",
    "411": "The body does not say how long it is.",
    "413": "The body is far larger than a question can be.",
    "415": "The body is neither JSON nor a form.",
}
KEY_PROBLEMS: Final = {
    "401": "No key was sent, or one that is unknown, expired or revoked.",
    "403": "The key does not open this.",
    "429": "More questions than one may ask in a minute; Retry-After says how long to wait.",
}
_NUMBERS: Final = frozenset({Kind.NUMBER, Kind.LATITUDE, Kind.LONGITUDE})
_FORMATS: Final = {
    Kind.ID: "uuid",
    Kind.DATE: "date",
    Kind.MOMENT: "date-time",
    Kind.URI: "uri",
    Kind.EMAIL: "email",
}
# Said of every object; the standard leaves room for more properties.
_OURS: Final[Schema] = {
    "type": "object",
    "description": "What HSDS has no place for: `lang` names the fields whose text is in the other language, "
    "`zone` the IANA time zone of hours, `*_fr` the French of a text, `needs` our need codes.",
}
_COUNTS: Final = ("total_items", "total_pages", "page_number", "size")
_FLAGS: Final = ("first_page", "last_page", "empty")


@lru_cache(maxsize=4)
def description(server: str) -> Schema:
    """The whole document, for the server at this address."""
    paths: Schema = {"/": {"get": _operation("getApi", "What this is.", (), _root(), ())}}
    for path, kind in LISTS.items():
        paths[f"/{path}"] = _list(path, kind)
        paths[f"/{path}/{{id}}"] = _single(kind)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dotline directory",
            "version": "3.1.3",
            "summary": "Services that help people, as HSDS 3.1.3.",
            "description": "Read only, open to everybody, without key and without cookie.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": {name: _schema(shape) for name, shape in SHAPES.items()}
            | {"Problem": _problem()}
        },
    }


@lru_cache(maxsize=4)
def described_for_keys(server: str, roles: tuple[str, ...], scopes: tuple[str, ...]) -> Schema:
    """The same for programs that send a key: what they get more, and how a key is refused."""
    told = deepcopy(description(server))
    told["info"] |= {
        "title": "Dotline directory for programs with a key",
        "description": "Read only. A key of an agency opens what its circle of readers may know.",
    }
    del told["paths"]["/"]
    page = _page("service")
    page["properties"]["contents"]["items"] = _shared_service(roles)
    number = tuple(one for one in KNOWN["service"] if one.name == "page")
    told["paths"]["/shared"] = {
        "get": _operation(
            "listShared", "What services tell this circle only.", number, page, ("400",)
        )
    }
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for one in (
        one for path in told["paths"].values() for one in path.values() if "responses" in one
    ):
        for status, does in KEY_PROBLEMS.items():
            content = {"application/problem+json": problem}
            one["responses"][status] = {"description": does, "content": content}
    told["components"]["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": f"Roles: {', '.join(roles)}. Scopes: {', '.join(scopes)}. A key ends on its day.",
        }
    }
    told["security"] = [{"key": []}]
    ours = told["components"]["schemas"]["service"]["properties"]["x_dotline"]
    fields = _shared_service(roles)["properties"]["fields"]
    told["components"]["schemas"]["service"]["properties"]["x_dotline"] = {
        **ours,
        "properties": {"shared": fields},
    }
    return told


def _shared_service(roles: tuple[str, ...]) -> Schema:
    text: Schema = {"type": "string"}
    field: Schema = {
        "type": "object",
        "required": ["field", "text", "tier"],
        "properties": {"field": text, "text": text, "tier": text | {"enum": list(roles)}},
    }
    names = {name: text for name in ("name", "name_fr", "region")}
    return {
        "type": "object",
        "required": ["id", "name", "fields"],
        "properties": {"id": text | {"format": "uuid"}, **names}
        | {"fields": {"type": "array", "items": field}},
    }


def _list(path: str, kind: str) -> Schema:
    word = "".join(part.title() for part in path.split("_"))
    told = f"A page of {path}."
    hidden = f"{told} The parameters are in the body, so that no word stands in an address."
    faults = ("400", "409")
    post = _operation(f"search{word}", hidden, (), _page(kind), (*faults, "411", "413", "415"))
    return {
        "get": _operation(f"list{word}", told, KNOWN[kind], _page(kind), faults),
        "post": post | {"requestBody": _body(KNOWN[kind])},
    }


def _single(kind: str) -> Schema:
    word = "".join(part.title() for part in kind.split("_"))
    key = {"type": "string", "format": "uuid"}
    one = {"$ref": f"#/components/schemas/{kind}"}
    told = f"One {kind.replace('_', ' ')}, whole."
    return {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": key}],
        "get": _operation(f"get{word}", told, SINGLE.get(kind, ()), one, ("400", "404")),
    }


def _operation(
    name: str, does: str, parameters: tuple[Parameter, ...], body: Schema, faults: tuple[str, ...]
) -> Schema:
    content: Schema = {"application/json": {"schema": body}}
    if any(one.name == "format" for one in parameters) or name.startswith("search"):
        content["application/x-ndjson"] = {"schema": {"type": "string"}}
    answers: Schema = {"200": {"description": does, "content": content}}
    for fault in (*faults, "405"):
        answers[fault] = {
            "description": PROBLEMS[fault],
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
    listed = [
        {
            "name": one.name,
            "in": "query",
            "required": False,
            "description": one.does + ("" if one.standard else " Not part of HSDS."),
            "schema": _type(one),
        }
        for one in parameters
    ]
    return {
        "operationId": name,
        "summary": does,
        "responses": answers,
        **({"parameters": listed} if listed else {}),
    }


def _type(one: Parameter) -> Schema:
    return {"type": one.type} | ({"format": one.format} if one.format else {})


def _body(parameters: tuple[Parameter, ...]) -> Schema:
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {one.name: _type(one) | {"description": one.does} for one in parameters},
    }
    forms = ("application/json", "application/x-www-form-urlencoded")
    return {"required": False, "content": {form: {"schema": schema} for form in forms}}


def _root() -> Schema:
    texts = ("version", "profile", "openapi_url", "description")
    return {
        "type": "object",
        "required": ["version", "profile", "openapi_url"],
        "properties": {name: {"type": "string"} for name in texts}
        | {"publisher": {"type": "object", "properties": {"name": {"type": "string"}}}},
    }


def _page(kind: str) -> Schema:
    counts = {name: {"type": "integer", "minimum": 0} for name in _COUNTS}
    return {
        "type": "object",
        "required": [*_COUNTS, *_FLAGS, "contents"],
        "properties": counts
        | {name: {"type": "boolean"} for name in _FLAGS}
        | {
            "contents": {"type": "array", "items": {"$ref": f"#/components/schemas/{kind}"}},
            "x_dotline": {"type": "object", "properties": {"after": {"type": "string"}}},
        },
    }


def _problem() -> Schema:
    return {
        "type": "object",
        "description": "RFC 9457, the one shape of every error.",
        "required": ["type", "title", "status", "detail", "next", "errors"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "next": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    }


def _schema(shape: Shape) -> Schema:
    fields = [field for field in shape.fields if not field.ours]
    required = ["id", *(field.name for field in fields if field.required)]
    return {
        "type": "object",
        "required": required,
        "properties": {"id": {"type": "string", "format": "uuid"}}
        | {field.name: _value(field) for field in fields}
        | {nest.key: _nested(nest) for nest in nests(shape)}
        | {"x_dotline": _OURS},
    }


def _value(field: Field) -> Schema:
    if field.kind in _NUMBERS:
        return {"type": "number"}
    if field.kind is Kind.YESNO:
        return {"type": "boolean"}
    value: Schema = {"type": "string"}
    if field.kind in _FORMATS:
        value["format"] = _FORMATS[field.kind]
    if field.choices:
        value["enum"] = list(field.choices)
    return value


def _nested(nest: Nest) -> Schema:
    schema: Schema = {"$ref": f"#/components/schemas/{nest.child}"}
    return {"type": "array", "items": schema} if nest.many else schema
