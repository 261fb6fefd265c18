"""Messages go to the public Internet, never to an address on our own side of the wall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetworthy.app.outbox.addresses import is_public
from meetworthy.app.outbox.send import why_not

PUBLIC = ["93.184.216.34", "8.8.8.8", "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946"]
OURS = {
    "127.0.0.1": "loopback",
    "127.8.9.10": "all of loopback",
    "0.0.0.0": "this host",  # noqa: S104 - refused, not bound
    "10.1.2.3": "private",
    "172.31.255.255": "private",
    "192.168.0.1": "private",
    "100.64.0.1": "shared with a carrier",
    "100.100.100.200": "a cloud's metadata",
    "169.254.169.254": "most clouds' metadata",
    "168.63.129.16": "a cloud's metadata under a public number",
    "192.0.0.192": "a cloud's metadata",
    "198.18.0.1": "for benchmarks",
    "203.0.113.9": "for documentation",
    "224.0.0.1": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "this host",
    "::1": "loopback",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local with its interface",
    "fc00::1": "private",
    "fd00:ec2::254": "a cloud's metadata",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "2001:db8::1": "for documentation",
    "::ffff:127.0.0.1": "loopback, mapped",
    "::ffff:a9fe:a9fe": "metadata, mapped",
    "::127.0.0.1": "loopback, as it was once written",
    "64:ff9b::7f00:1": "loopback behind NAT64",
    "64:ff9b::a9fe:a9fe": "metadata behind NAT64",
    "64:ff9b:1::1": "whatever the site's own NAT64 leads to",
    "2002:7f00:1::1": "loopback by 6to4",
    "2002:a9fe:a9fe::": "metadata by 6to4",
    "2001:0:7f00:1::": "loopback as a Teredo server",
    "2001:0:4136:e378:8000:63bf:80ff:fffe": "loopback as a Teredo client",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_sent_to(address):
    assert is_public(address)


@pytest.mark.parametrize(("address", "why"), OURS.items(), ids=OURS.values())
def test_an_address_on_our_side_is_not(address, why):
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_into_ipv6_opens_no_way_to_it(address):
    number = int(address)
    wrapped = f"::ffff:{number >> 16:x}:{number & 0xFFFF:x}"
    assert is_public(wrapped) == is_public(str(address))
    if not is_public(str(address)):
        assert not is_public(f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}")
        assert not is_public(f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/", "only https is sent to"),
        ("ftp://example.com/", "only https is sent to"),
        ("file:///etc/passwd", "this is no URL"),
        ("https://user:word@example.com/", "a URL with a name or password in it"),
        ("https://example.com:0/", "this is no URL"),
        ("https://example.com:99999/", "this is no URL"),
        ("https://exa mple.com/", "this is no URL"),
        ("https://example.com/\r\nX-Injected: yes", "this is no URL"),
        ("https:///path", "this is no URL"),
        ("https://[::1", "this is no URL"),
        ("https://пример.рф/", "this is no URL"),
        ("", "this is no URL"),
    ],
)
def test_a_url_is_refused_for_what_its_text_says(url, reason):
    assert why_not(url, allowed=()) == reason


def test_plain_http_goes_only_to_hosts_that_the_installation_names():
    assert why_not("http://crm.internal:8080/hook", allowed={"crm.internal"}) == ""
    assert why_not("http://other.internal:8080/hook", allowed={"crm.internal"}) != ""


@given(st.text())
def test_any_text_is_a_url_or_is_refused_with_a_reason(text):
    assert isinstance(why_not(text, allowed=()), str)
