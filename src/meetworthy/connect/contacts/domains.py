"""Whether a domain takes mail, as its name servers say (RFC 5321, 5.1; RFC 7505)."""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class Mail(Enum):
    """What a domain says about mail."""

    TAKES = "takes"  # it names mail servers, or stands for itself
    NONE = "none"  # a null MX: it takes no mail, and says so
    ABSENT = "absent"  # there is no such domain, or nothing in it to connect to
    SILENT = "silent"  # nobody answered in time


class Resolver(Protocol):
    """Whoever can say what a domain says about mail."""

    def mail_of(self, domain: str) -> Mail:
        """Return what a domain, in ASCII, says about mail; never raises for what the net does."""
        ...


class DnsResolver:
    """Asks the name servers of this machine; the only thing here that uses the network."""

    def __init__(self, *, seconds: float = 5.0) -> None:
        self.seconds = seconds

    def mail_of(self, domain: str) -> Mail:
        """Ask for mail servers, and where there are none for an address."""
        import dns.exception
        import dns.resolver

        try:
            answer = dns.resolver.resolve(domain, "MX", lifetime=self.seconds)
        except dns.resolver.NXDOMAIN:
            return Mail.ABSENT
        except dns.resolver.NoAnswer:
            return self._address_of(domain)
        except dns.exception.DNSException:
            return Mail.SILENT
        hosts = {str(each.exchange) for each in answer}
        return Mail.NONE if hosts == {"."} else Mail.TAKES

    def _address_of(self, domain: str) -> Mail:
        import dns.exception
        import dns.resolver

        for kind in ("A", "AAAA"):
            try:
                dns.resolver.resolve(domain, kind, lifetime=self.seconds)
            except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
                continue
            except dns.exception.DNSException:
                return Mail.SILENT
            return Mail.TAKES
        return Mail.ABSENT
