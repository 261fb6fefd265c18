"""Segment, chapter 1: a page that is seen is a fact about whoever saw it."""

from __future__ import annotations

from spec.segment import lead, only, refused, told, visitor

PRICING = {
    "path": "/pricing",
    "url": "https://northwind.example/pricing?utm_source=google",
    "title": "Pricing",
    "referrer": "https://www.google.com/",
    "search": "?utm_source=google",
}


def test_a_page_is_seen_by_a_visitor():
    fact = only("page", anonymousId="a1", properties=PRICING)
    assert fact.kind == "page.viewed"
    assert (fact.visitor, fact.lead) == (visitor("a1"), ())
    assert fact.properties == {
        "path": "/pricing",
        "url": "https://northwind.example/pricing?utm_source=google",
        "title": "Pricing",
        "referrer": "https://www.google.com/",
    }


def test_the_context_says_what_the_properties_leave_out():
    fact = only("page", anonymousId="a1", properties={"title": "Plans"}, context={"page": PRICING})
    assert fact.properties["title"] == "Plans"
    assert fact.properties["path"] == "/pricing"


def test_the_path_follows_from_the_address():
    fact = only("page", anonymousId="a1", properties={"url": "https://northwind.example/demo?x=1"})
    assert fact.properties["path"] == "/demo"
    assert (
        only("page", userId="u1", properties={"url": "https://a.example"}).properties["path"] == "/"
    )


def test_the_name_of_a_page_is_its_title_where_it_has_none():
    assert only("page", userId="u1", name="Home").properties == {"title": "Home"}


def test_a_screen_of_an_app_is_a_page_without_a_path():
    fact = only("screen", userId="u1", name="Plans")
    assert (fact.kind, dict(fact.properties)) == ("page.viewed", {"title": "Plans"})


def test_once_known_the_visitor_stays_the_visitor():
    """Both are named, so that unique visitors are counted right."""
    fact = only("page", userId="u1", anonymousId="a1", properties=PRICING)
    assert (fact.lead, fact.visitor) == (lead(user="u1"), visitor("a1"))


def test_a_campaign_is_what_the_view_is_credited_to():
    campaign = {"source": "google", "medium": "cpc", "name": "spring"}
    fact = only("page", anonymousId="a1", properties=PRICING, context={"campaign": campaign})
    assert (fact.source, fact.campaign) == ("google", "spring")


def test_somebody_must_be_named():
    assert refused("page", properties=PRICING) == [("key_absent", "userId")]
    assert refused("page", userId="undefined", anonymousId="") == [("key_absent", "userId")]


def test_a_robot_that_says_so_is_no_visitor():
    googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    agent = {"userAgent": googlebot}
    assert refused("page", anonymousId="a1", context=agent) == [("robot", "context.userAgent")]
    assert told("page", userId="u1", context=agent)  # a user of ours with a strange browser
    telephone = "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/120 Mobile"
    assert told("page", anonymousId="a1", context={"userAgent": telephone})


def test_addresses_and_devices_are_not_kept():
    context = {"ip": "203.0.113.9", "userAgent": "Mozilla/5.0", "locale": "de-DE", "os": {}}
    assert only("page", anonymousId="a1", properties={"path": "/"}, context=context).properties == {
        "path": "/"
    }


def test_a_page_without_any_property_is_still_a_visit():
    assert only("page", anonymousId="a1").properties == {}


def test_an_address_with_control_signs_is_refused():
    assert refused("page", anonymousId="a1", properties={"path": "/a\0b"}) == [
        ("text_unfit", "properties.path")
    ]
