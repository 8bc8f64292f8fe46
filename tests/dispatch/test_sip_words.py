"""SIP as words: what is well formed is understood however oddly it is written, what is not is refused with the right status."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.phones.sip import g711, sdp
from dispatch.phones.sip.digest import authorization, parse_challenge
from dispatch.phones.sip.message import Malformed, Request, Response, answer, parse, parse_via
from dispatch.phones.sip.rtp import KeyListener, Packet, info_key, key_event, pack, unpack
from dispatch.phones.sip.uri import BadAddress, number_of, parse_named, parse_uri


def wire(text: str) -> bytes:
    return text.strip("\n").replace("\n", "\r\n").encode()


# After RFC 4475 §3.1.1.1: folded lines, odd spaces, short names, escaped quotes, several Vias on one line, an unknown header.
TORTUOUS = wire(
    r"""
INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
TO :
 sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
from   : "J Rosenberg \\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: wsinv.ndaksdj@192.0.2.1
Content-Length   : 3
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skdjuw
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
v:  SIP  / 2.0  / TCP     spindle.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
      newvalue ;
  secondparam ; q = 0.33

v=0
"""
)
PLAIN = """
OPTIONS sip:8000@192.0.2.1 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1;rport
From: <sip:pbx@192.0.2.9>;tag=1
To: <sip:8000@192.0.2.1>
Call-ID: a@192.0.2.9
CSeq: 1 OPTIONS
Max-Forwards: 70
"""


def plain(**changed: str | None) -> bytes:
    lines = []
    for line in PLAIN.strip("\n").split("\n"):
        name = line.split(":")[0]
        value = changed.get(name, line)
        if value is not None:
            lines.append(value)
    return wire("\n".join(lines)) + b"\r\n\r\n"


def test_a_tortuous_invite_is_understood():
    message = parse(TORTUOUS)
    assert isinstance(message, Request)
    assert (message.method, message.cseq, message.call_id) == ("INVITE", (9, "INVITE"), "wsinv.ndaksdj@192.0.2.1")
    assert (message.addressee.tag, message.sender.tag, message.sender.display) == ("1918181833n", "98asjd8", 'J Rosenberg \\"')
    assert [parse_via(value).transport for value in message.all("via")] == ["UDP", "TCP", "UDP"]
    assert parse_via(message.all("via")[2]).branch == "z9hG4bK30239"
    assert message.contact is not None and message.contact.params["q"] == "0.33"
    assert message.get("newfangledheader") == "newfangled value continued newfangled value"
    assert message.body == b"v=0"


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        ({"Call-ID": None}, 400),
        ({"CSeq": "CSeq: 1 INVITE"}, 400),  # not the method of the request line
        ({"CSeq": "CSeq: 36893488147419103232 OPTIONS"}, 400),  # RFC 4475 §3.1.2.4: scalars too large
        ({"CSeq": "CSeq: OPTIONS"}, 400),
        ({"Max-Forwards": "Max-Forwards: 300"}, 400),
        ({"Max-Forwards": "Max-Forwards: -1"}, 400),
        ({"From": "From: <sip:a@b>;tag=1\nFrom: <sip:c@d>;tag=2"}, 400),
        ({"Via": "Via: SIP/2.0/UDP"}, 400),
        ({"To": 'To: "unclosed <sip:x@y>'}, 400),  # §3.1.2.6
        ({"To": "To: <sip:x@y"}, 400),
        ({"Max-Forwards": "Content-Length: 9999"}, 400),  # §3.1.2.3 larger than the body
        ({"Max-Forwards": "Content-Length: -999"}, 400),  # §3.1.2.3 negative
        ({"OPTIONS sip": "OPTIONS sip:8000@192.0.2.1 SIP/7.0"}, 505),  # §3.1.2.16
        ({"OPTIONS sip": "OPTIONS  sip:8000@192.0.2.1  SIP/2.0"}, 400),  # §3.1.2.9 extra spaces
        ({"OPTIONS sip": "OPTIONS <sip:8000@192.0.2.1> SIP/2.0"}, 400),  # §3.1.2.7
        ({"OPTIONS sip": "OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0"}, 416),  # §3.3.3 unknown scheme
        ({"OPTIONS sip": "SIP/2.0 4294967301 better not break the receiver"}, 400),  # §3.1.2.19
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_status(bad: dict[str, str | None], status: int):
    with pytest.raises(Malformed) as refused:
        parse(plain(**bad))
    assert refused.value.status == status


def test_a_message_read_and_written_is_the_same_message():
    first = parse(plain())
    again = parse(first.encode())
    assert again.headers == first.headers


@given(st.binary(max_size=300))
def test_no_datagram_whatever_breaks_the_reader(noise: bytes):
    for data in (noise, plain()[:-4] + noise, PLAIN.encode() + noise):
        with contextlib.suppress(Malformed):
            parse(data)


def test_an_answer_has_what_it_must_and_a_line_break_starts_no_header():
    request = parse(plain())
    assert isinstance(request, Request)
    response = parse(answer(request, 486, tag="us").encode())
    assert isinstance(response, Response)
    assert (response.status, response.reason, response.addressee.tag, response.via.branch) == (486, "Busy Here", "us", "z9hG4bK1")
    request.add("subject", "hi\r\nX-Evil: 1")
    assert not parse(request.encode()).get("x-evil")


def test_addresses_with_and_without_brackets():
    assert str(parse_uri("SIP:8000@[2001:db8::1]:5070;transport=udp")) == "sip:8000@[2001:db8::1]:5070;transport=udp"
    assert number_of(parse_uri("sip:%2B8613812345678;phone-context=cn:x@host")) == "+8613812345678"
    assert number_of(parse_uri("tel:+86-20-87654321;ext=1")) == "+86-20-87654321"
    assert parse_named("sip:a@b;tag=7").tag == "7"
    assert parse_named('"广州, 值班" <sip:a@b>;tag=7').display == "广州, 值班"
    for bad in ("http://x", "sip:", "sip:@host", "sip:a@host:99999", "sip:a b@ho st"):
        with pytest.raises(BadAddress):
            parse_uri(bad)


def test_digest_answers_as_the_standards_examples_do():
    challenge = parse_challenge(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    assert challenge is not None
    given = {"user": "Mufasa", "password": "Circle Of Life", "method": "GET", "uri": "/dir/index.html", "cnonce": "0a4f113b"}
    assert 'response="6629fae49393a05397450978507c4ef1"' in authorization(challenge, **given)  # RFC 2617 §3.5
    newer = parse_challenge(
        'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"'
    )
    assert newer is not None
    given |= {"password": "Circle of Life", "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"}
    assert "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1" in authorization(newer, **given)  # RFC 7616 §3.9.1
    assert parse_challenge("Basic realm=x") is None
    assert parse_challenge('Digest realm="x", nonce="y", algorithm=MD5-sess') is None


def test_voice_is_agreed_on_as_the_exchange_offers_it():
    ours = sdp.read(sdp.offer("192.0.2.1", 20000, session=1))
    assert ours == sdp.Media("192.0.2.1", 20000, sdp.PCMA, 101, "sendrecv")
    theirs = wire(
        "\nv=0\no=- 1 1 IN IP4 192.0.2.7\ns=-\nc=IN IP4 192.0.2.7\nt=0 0\nm=video 0 RTP/AVP 96\nm=audio 4000 RTP/AVP 18 0 96\na=rtpmap:96 telephone-event/8000\nc=IN IP4 192.0.2.8\na=sendonly\n"
    )
    assert sdp.read(theirs) == sdp.Media("192.0.2.8", 4000, sdp.PCMU, 96, "sendonly")
    for bad in (
        b"",
        b"v=0",
        wire("c=IN IP4 1.2.3.4\nm=audio 4000 RTP/AVP 18 96"),
        wire("c=IN IP4 1.2.3.4\nm=audio 0 RTP/AVP 8"),
        wire("c=IN\nm=audio 1 RTP/AVP 8"),
    ):
        with pytest.raises(sdp.NoCommonCodec):
            sdp.read(bad)


@pytest.mark.parametrize("payload", [sdp.PCMU, sdp.PCMA])
def test_a_tone_survives_the_telephone(payload: int):
    import array
    import math

    tone = array.array("h", [round(8000 * math.sin(2 * math.pi * 1000 * n / 8000)) for n in range(800)])
    back = array.array("h", g711.decode(payload, g711.encode(payload, tone.tobytes())))
    assert max(abs(a - b) for a, b in zip(tone, back, strict=True)) < 300
    for code in range(256):
        value = g711.decode(payload, bytes([code]))
        assert g711.decode(payload, g711.encode(payload, value)) == value


def test_known_codes_of_g711():
    assert g711.encode(sdp.PCMA, g711.SILENCE)[:1] == b"\xd5"
    assert g711.encode(sdp.PCMU, g711.SILENCE)[:1] in (b"\xff", b"\x7f")


def test_a_key_is_heard_once_however_often_its_packets_come():
    listener = KeyListener()
    packets = [Packet(101, n, 1000, 1, n == 0, key_event("1", end=n > 4, duration=160 * n)) for n in range(8)]
    assert [key for packet in packets if (key := listener.hear(packet))] == ["1"]
    assert listener.hear(packets[0]._replace(time=5000, data=key_event("#", end=False, duration=160))) == "#"
    assert listener.hear(packets[0]._replace(time=6000, data=b"\x63\0\0\0")) is None


@pytest.mark.parametrize(
    ("kind", "body", "key"),
    [
        ("application/dtmf-relay", b"Signal=1\r\nDuration=160\r\n", "1"),
        ("application/dtmf-relay", b"Signal= 11\r\nDuration=160", "#"),
        ("application/dtmf", b"*", "*"),
        ("application/dtmf-relay", b"Signal=hello", None),
        ("text/plain", b"1", None),
    ],
)
def test_keys_by_info(kind: str, body: bytes, key: str | None):
    assert info_key(kind, body) == key


def test_what_is_no_voice_packet_is_left_alone():
    packet = Packet(8, 65535, 7, 9, True, b"abc")
    assert unpack(pack(packet)) == packet
    assert unpack(b"\x80\x08") is None and unpack(b"\x00" * 20) is None
    assert unpack(b"\x90\x08" + bytes(10) + b"\xbe\xde\x00\x01abcdvoice") == Packet(8, 0, 0, 0, False, b"voice")  # with a header extension
    assert unpack(b"\xa0\x08" + bytes(10) + b"voice\0\0\x03") == Packet(8, 0, 0, 0, False, b"voice")  # padded
    assert unpack(b"\xa0\x08" + bytes(10) + b"\xff") is None
