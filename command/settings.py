"""Settings come from the environment (`docs/settings.md`); a missing or bad one stops the start with one clear line."""

from __future__ import annotations

import hashlib
import secrets
import socket
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from command.signin.syslog_address import parse as parse_syslog_url
from dispatch.recommend.roads import parse as parse_routing_url
from realtime import console
from realtime.bell_address import parse as parse_redis_url

ROOT = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

MODE = env.str("MODE", default="demo")  # demo: demo people and simulator allowed; duty: both refused
if MODE not in ("demo", "duty"):
    raise ImproperlyConfigured(f"MODE is {MODE!r}; it must be demo or duty")
# One installation = one city = one database = one folder.
CITY = env.str("CITY", default="4401")
DATA_DIR = Path(env.str("DATA_DIR", default=str(ROOT / (".data" if CITY == "4401" else f".data-{CITY}")))).absolute()
BASEMAP_DIR = Path(env.str("BASEMAP_DIR", default=str(DATA_DIR / "basemap")))
# Where sealed backups are written, best a disk of another machine; to whom (age public key, manage.py backup_key); empty = none are made.
BACKUP_DIR = Path(env.str("BACKUP_DIR", default=str(DATA_DIR / "backups")))
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")


def _secret_key() -> str:
    if given := str(env.str("SECRET_KEY", default="")):
        return given
    if MODE == "duty":
        raise ImproperlyConfigured("SECRET_KEY (or SECRET_KEY_FILE) is not set; MODE=duty needs one")
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", default=False)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # bearer token of /metrics; empty = only this machine may ask

HOST, PORT = env.str("HOST", default="127.0.0.1"), env.int("PORT", default=8000)
# A certificate and its key (PEM): then PORT speaks https and HTTP_PORT serves only the certificate page, health and redirects.
TLS_CERT, TLS_KEY = env.str("TLS_CERT", default=""), env.str("TLS_KEY", default="")
if bool(TLS_CERT) != bool(TLS_KEY):
    raise ImproperlyConfigured("TLS_CERT and TLS_KEY belong together; only one of them is set")
TLS_CA = env.str("TLS_CA", default="")  # the authority phones install, where it is our own (make certs)
HTTP_PORT = env.int("HTTP_PORT", default=PORT + 80)
# Push-to-talk listens on a port of its own. VOICE_URL is what browsers are told where a proxy stands in front: a whole address
# (wss://talk.example/ws/talk/) or a path on the page's own host (/ws/talk/); empty = VOICE_PORT on the host the page was asked from.
VOICE_PORT, VOICE_URL = env.int("VOICE_PORT", default=PORT + 1), env.str("VOICE_URL", default="")
if VOICE_URL and not VOICE_URL.startswith(("ws://", "wss://", "/")):
    raise ImproperlyConfigured(f"VOICE_URL is {VOICE_URL!r}; it must begin with ws://, wss:// or /")
MQTT_URL = env.str("MQTT_URL", default="mqtt://127.0.0.1:1883")
# The administrator of Mosquitto's dynamic security plugin: then users and topic rights follow the registry (docs/devices.md). EMQX asks with EMQX_SECRET.
MQTT_CONTROL_URL, EMQX_SECRET = env.str("MQTT_CONTROL_URL", default=""), env.str("EMQX_SECRET", default="")
# Doors of the gateway for what does not speak MQTT (docs/devices.md): a port each; empty or 0 = closed. `make run` opens them on HOST.
DOOR_HOST = env.str("DOOR_HOST", default=HOST)
DOOR_ADDRESS = env.str("DOOR_ADDRESS", default="")  # as the simulator reaches them from another container; empty = DOOR_HOST
# What Traccar, wvp and agencies' gateways must show at the HTTP door (bearer, basic password or ?token=); empty = one that follows from SECRET_KEY
# (manage.py door_token), so that nobody without it is believed.
DOOR_HTTP_TOKEN = env.str("DOOR_HTTP_TOKEN", default="") or hashlib.sha256(f"door\x00{SECRET_KEY}".encode()).hexdigest()[:32]
DOORS: dict[str, int] = {}
for _door in ("http", "jt808", "tak", "tak_tls", "mavlink"):
    _port = env.str(f"DOOR_{_door.upper()}", default="") or "0"
    if not _port.isdigit() or int(_port) > 65535:
        raise ImproperlyConfigured(f"DOOR_{_door.upper()} is {_port!r}; it must be a port, or empty to keep that door closed")
    if int(_port):
        DOORS[_door] = int(_port)
# Under sentinels: redis+sentinel://:password@one:26379,two:26379,three:26379/bell/0 (docs/running.md)
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
try:
    parse_redis_url(REDIS_URL)
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None
# A road engine for times of arrival, e.g. osrm+http://127.0.0.1:5000 or valhalla+http://127.0.0.1:8002; empty = estimates.
ROUTING_URL = env.str("ROUTING_URL", default="")
if ROUTING_URL:
    try:
        parse_routing_url(ROUTING_URL)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None

# Outside feeds and map tiles (docs/feeds.md, docs/basemaps.md): the bureau's way out, e.g. http://proxy.example:3128; empty = direct.
OUTSIDE_PROXY = env.str("OUTSIDE_PROXY", default="")
# Tianditu: the operator's own key never leaves this server; another address for a mirror inside the house ({s} 0-7, {layer}, {z}, {x}, {y}, {key}).
TIANDITU_KEY, TIANDITU_URL = env.str("TIANDITU_KEY", default=""), env.str("TIANDITU_URL", default="")
TILE_CACHE_MB = env.int("TILE_CACHE_MB", default=2048)  # of all tiles fetched from outside

# The bureau's exchange, e.g. sip:8000@pbx.example:5060; empty = no telephone, and no process `phone`.
SIP_URL = env.str("SIP_URL", default="")
SIP_PASSWORD = env.str("SIP_PASSWORD", default="")
SIP_USER = env.str("SIP_USER", default="")  # name at sign-in where it is not the number in SIP_URL
SIP_PREFIX = env.str("SIP_PREFIX", default="")  # dialled before numbers outside the house, e.g. 9
SIP_BIND = env.str("SIP_BIND", default="")  # own address and port, e.g. 10.0.0.5:5070; default: whichever reaches the exchange
SIP_ADDRESS = env.str("SIP_ADDRESS", default="")  # our address as the exchange reaches it, where a container or router translates
SIP_RTP_PORTS = env.str("SIP_RTP_PORTS", default="20000-20199")  # UDP, open between us and the exchange

# Radio channels in talk groups (docs/talk.md §9): the address RTP of RoIP gateways is heard on, e.g. 0.0.0.0; empty = none, and no process `radio`.
RADIO_BIND = env.str("RADIO_BIND", default="")
RADIO_VOICE_URL = env.str("RADIO_VOICE_URL", default=f"{'wss' if TLS_CERT else 'ws'}://127.0.0.1:{VOICE_PORT}/ws/talk/")

# This installation is an edge of a core (docs/edge.md): its address, e.g. https://centre.example, and our secret; a CA file where its certificate is its own.
EDGE_OF, EDGE_SECRET = env.str("EDGE_OF", default="").rstrip("/"), env.str("EDGE_SECRET", default="")
EDGE_CA = env.str("EDGE_CA", default="")
if EDGE_OF and not EDGE_SECRET:
    raise ImproperlyConfigured("EDGE_OF is set; EDGE_SECRET (or EDGE_SECRET_FILE) is not")

# Everybody in an area by one job to a carrier's adapter, every request signed (docs/channels.md); empty = none.
CARRIER_URL, CARRIER_SECRET = env.str("CARRIER_URL", default="").rstrip("/"), env.str("CARRIER_SECRET", default="")
if CARRIER_URL and not CARRIER_SECRET:
    raise ImproperlyConfigured("CARRIER_URL is set; CARRIER_SECRET (or CARRIER_SECRET_FILE) is not")
# A TAK server for chat to its terminals, tcp://host:8087 or tls://host:8089 with our certificate (docs/channels.md); empty = none.
TAK_URL, TAK_CALLSIGN = env.str("TAK_URL", default=""), env.str("TAK_CALLSIGN", default="指挥中心")
TAK_CERT_FILE, TAK_KEY_FILE, TAK_CA_FILE = (
    env.str("TAK_CERT_FILE", default=""),
    env.str("TAK_KEY_FILE", default=""),
    env.str("TAK_CA_FILE", default=""),
)
# Where push services may complain to; part of every web push.
PUSH_CONTACT = env.str("PUSH_CONTACT", default="mailto:admin@localhost")

# Conferences: which provider is taken when nobody chooses (mesh janus livekit jitsi link), and where those are that live outside (docs/conferences.md).
RTC_BACKEND = env.str("RTC_BACKEND", default="mesh")
if RTC_BACKEND not in ("mesh", "janus", "livekit", "jitsi", "link"):
    raise ImproperlyConfigured(f"RTC_BACKEND is {RTC_BACKEND!r}; it must be mesh, janus, livekit, jitsi or link")
# e.g. turn:turn.example:3478?transport=udp,turns:turn.example:5349 ; TURN_SECRET is coturn's static-auth-secret
TURN_URL, TURN_SECRET = env.list("TURN_URL", default=[]), env.str("TURN_SECRET", default="")
if any(url.startswith("turn") for url in TURN_URL) and not TURN_SECRET:
    raise ImproperlyConfigured("TURN_URL names a relay; TURN_SECRET (coturn's static-auth-secret) is not set")
JANUS_URL, JANUS_WS_URL = env.str("JANUS_URL", default="").rstrip("/"), env.str("JANUS_WS_URL", default="")
JANUS_ADMIN_KEY, JANUS_API_SECRET = env.str("JANUS_ADMIN_KEY", default=""), env.str("JANUS_API_SECRET", default="")
JANUS_REC_DIR = env.str("JANUS_REC_DIR", default="")  # a folder on the machine of Janus; empty = it records nothing
LIVEKIT_URL, LIVEKIT_API_KEY = env.str("LIVEKIT_URL", default="").rstrip("/"), env.str("LIVEKIT_API_KEY", default="")
LIVEKIT_API_SECRET = env.str("LIVEKIT_API_SECRET", default="")
LIVEKIT_MEET_URL = env.str(
    "LIVEKIT_MEET_URL", default=""
)  # a page with {url} and {token}, e.g. https://meet.example/custom?liveKitUrl={url}&token={token}
JITSI_URL = env.str("JITSI_URL", default="").rstrip("/")
JITSI_APP_ID, JITSI_APP_SECRET = env.str("JITSI_APP_ID", default=""), env.str("JITSI_APP_SECRET", default="")

# Media servers. The *_WHEP_/HLS_ addresses are what browsers are told; MEDIA_ORIGINS are further ones they may play from (docs/video.md).
MEDIAMTX_API_URL = env.str("MEDIAMTX_API_URL", default="").rstrip("/")
MEDIAMTX_SECRET = env.str("MEDIAMTX_SECRET", default="")  # it shows this when it asks who may (authHTTPAddress), we when we use its API
MEDIAMTX_REC_DIR = env.str("MEDIAMTX_REC_DIR", default="")  # the folder it records to, as this machine sees it; empty = nothing is recorded
MEDIAMTX_WHEP_URL, MEDIAMTX_HLS_URL = (
    env.str("MEDIAMTX_WHEP_URL", default="").rstrip("/"),
    env.str("MEDIAMTX_HLS_URL", default="").rstrip("/"),
)
WVP_URL, WVP_API_KEY = env.str("WVP_URL", default="").rstrip("/"), env.str("WVP_API_KEY", default="")
MEDIA_TLS = env.bool("MEDIA_TLS", default=bool(TLS_CERT))  # take the https addresses of the national-standard platform
MEDIA_ORIGINS = [*env.list("MEDIA_ORIGINS", default=[]), *(url for url in (MEDIAMTX_WHEP_URL, MEDIAMTX_HLS_URL) if url)]
for _origin in MEDIA_ORIGINS:
    if not _origin.startswith(("http://", "https://")) or any(sign in _origin for sign in " ;,'"):
        raise ImproperlyConfigured(f"MEDIA_ORIGINS has {_origin!r}; each must be like https://media.example:8889")

# The security log to the bureau's collector, RFC 5424 (docs/signin.md): udp://host:514, tcp://host:601, tls://host:6514; empty = none.
SYSLOG_URL, SYSLOG_CA = env.str("SYSLOG_URL", default=""), env.str("SYSLOG_CA", default="")
SYSLOG_NAME = env.str("SYSLOG_NAME", default=socket.gethostname())
if SYSLOG_URL:
    try:
        parse_syslog_url(SYSLOG_URL)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
# How many requests a web works on at once, and so how many connections to the database it keeps (realtime/request_threads.py).
REQUEST_THREADS = env.int("REQUEST_THREADS", default=24)
SOCKETS_PER_ACTOR = env.int("SOCKETS_PER_ACTOR", default=12)  # a desk of three windows, twice, with reconnects overlapping
HANDSHAKES_PER_S = env.float("HANDSHAKES_PER_S", default=30)  # sockets one address may open a second, ten times as many at once
UPLOAD_LIMIT_MB = env.int(
    "UPLOAD_LIMIT_MB", default=128
)  # nothing larger is even read; what each kind of file may have are rules (files.*_mb)
# Foreign origins that may open a socket or post, e.g. https://wall.example; the own host is always allowed.
ALLOWED_ORIGINS = env.list("ALLOWED_ORIGINS", default=[])
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_vite",
    "ninja",  # export_openapi_schema
    "realtime.areas",
    "realtime.accounts",
    "realtime.log",
    "realtime.rules",
    "realtime.idempotency",
    "realtime.clerk",
    "realtime.exercises",
    "realtime.files",
    "realtime.talk",
    "realtime.rooms",
    "realtime.health",
    "devices.terminals",
    "devices.tracks",
    "devices.inbox",
    "devices.commands",
    "devices.video",
    "devices.simulator",
    "devices.feeds",
    "devices.mapping",
    "dispatch.teams",
    "dispatch.contacts",
    "dispatch.callout",
    "dispatch.alarms",
    "dispatch.intake",
    "dispatch.incidents",
    "dispatch.orders",
    "dispatch.recommend",
    "dispatch.safety",
    "dispatch.supplies",
    "dispatch.talkgroups",
    "dispatch.radiolinks",
    "dispatch.conferences",
    "dispatch.pacing",
    "dispatch.webpush",
    "dispatch.drills",
    "dispatch.broadcast",
    "dispatch.authority",
    "dispatch.phones",
    "dispatch.gateways",
    "dispatch.features",
    "dispatch.geofences",
    "dispatch.plots",
    "dispatch.footage",
    "command",
    "command.signin",
    "command.seats",
    "command.duty",
    "command.monitoring",
    "command.wall",
    "command.onekey",
    "command.replay",
    "command.tracks",
    "command.basemap",
    "command.edge",
    "command.reports",
    "command.instructions",
    "command.alerts",
    "command.responses",
    "command.plans",
    "command.plans.tasks",
    "command.evacuation.register",
    "command.evacuation",
    "command.drills",
    "command.forest",
    "command.relief",
    "command.opinion",
    "command.release",
    "command.dossiers",
    "command.hazards",
    "command.inspections",
    "command.incharge",
    "command.indicators",
    "command.agreements",
    "command.experts",
    "command.forces",
    "command.volunteers",
    "command.figures",
    "command.consultation",
    "command.review",
    "command.peering",
]

if env.bool("ONLY_REALTIME", default=False):  # the voice process (manage.py): 36 MB and half a second less
    INSTALLED_APPS = [app for app in INSTALLED_APPS if app.startswith(("realtime.", "django.contrib.auth", "django.contrib.contenttypes"))]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "command.plain_door.PlainDoor",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "command.request_names.NameRequests",
    "command.csp.ContentSecurityPolicy",
    "command.outage.SayOutage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "command.signin.sessions.KeepSessions",
    "command.signin.sessions.RefuseWhileLocked",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "command.wall.covered_answers.CoverAnswers",
]

ROOT_URLCONF = "command.urls"
ASGI_APPLICATION = "command.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "command" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "command.pages.with_city",
            ]
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://postgres@127.0.0.1:5432/ecc")}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Two servers, the standby named second: postgres://ecc:…@db1:5432,db2:5432/ecc?target_session_attrs=read-write. A server whose machine is gone
# answers nothing at all: without probes each process would wait for it a quarter of an hour.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 3, "keepalives_idle": 3, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 8000,
} | DATABASES["default"].get("OPTIONS", {})  # fmt: skip
# The history of positions in a database of its own (docs/sizing.md §7); empty = beside everything else.
if TRACKS_URL := env.str("TRACKS_URL", default=""):
    DATABASES["tracks"] = env.db_url_config(TRACKS_URL)
    DATABASES["tracks"]["CONN_MAX_AGE"] = None
    DATABASES["tracks"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["tracks"]["OPTIONS"] = {
        name: value for name, value in DATABASES["default"]["OPTIONS"].items() if name != "target_session_attrs"
    } | (DATABASES["tracks"].get("OPTIONS", {}))
    DATABASE_ROUTERS = ["devices.tracks.place.Router"]
if TEST_TEMPLATE := env("TEST_TEMPLATE", default=""):  # a database with all migrations (command/supervisor/migrated.py)
    DATABASES["default"]["TEST"] = {"TEMPLATE": TEST_TEMPLATE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Bell and picture frames use plain Redis clients; nothing goes through a channel layer.
CHANNEL_LAYERS: dict[str, object] = {}

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # people can sign in while Redis is down
SESSION_COOKIE_AGE = 14 * 24 * 3600  # a night watch is locked, not signed out
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=bool(TLS_CERT))  # true behind a TLS proxy too
TRUST_PROXY = env.bool(
    "TRUST_PROXY", default=False
)  # only where nobody reaches PORT except the proxy: it says whether it was https, and who asked
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
# Under TLS browsers are told to come by TLS only, half a year on from each visit; 0 = they are not. It counts for every port of a host name.
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=180 * 24 * 3600 if SECURE_COOKIES else 0)
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None  # everything is found by finders; there is no collectstatic step
STATICFILES_DIRS = [path for path in (ROOT / "frontend" / "dist",) if path.exists()] + (
    [("basemap", BASEMAP_DIR)] if BASEMAP_DIR.exists() else []
)
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True  # no collectstatic step; scanned once at start
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8,}\.\w+$"  # Vite's hashed names
WHITENOISE_MIMETYPES = {".pmtiles": "application/vnd.pmtiles", ".geojson": "application/geo+json"}
DJANGO_VITE = {
    "default": {
        "dev_mode": env.bool("VITE_DEV", default=False),
        "manifest_path": ROOT / "frontend" / "dist" / "manifest.json",
    }
}

LOG_FORMAT = env.str("LOG_FORMAT", default="text")  # json: one object a line, with the request and the events it made
if LOG_FORMAT not in console.FORMATS:
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; it must be one of {', '.join(console.FORMATS)}")
LOGGING = console.configuration(LOG_FORMAT, env.str("LOG_LEVEL", default="INFO"))
