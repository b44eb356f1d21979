"""Which addresses may be dialled: public ones, and those that a setting names."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

from aiohttp.resolver import ThreadedResolver

from include.rasid.errors import ForbiddenUrlError

if TYPE_CHECKING:
    from aiohttp.abc import ResolveResult

_COMPATIBLE = ipaddress.ip_network("::/96")  # RFC 4291, section 2.5.5.1: deprecated, a disguise for IPv4 addresses
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


class AddressGuard(ThreadedResolver):
    """Looks at the address of a socket just before it connects.

    Literal addresses, names that resolve to private ones, names that change their mind between check and use, and
    redirects all pass through ``socket``. As a resolver it does nothing but remember what the names in ``allowed`` resolve to.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        """``allowed`` holds ``host`` or ``host:port``; the host is a name or an address."""
        super().__init__()
        self._allowed = set(allowed)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return what ``host`` resolves to; see the class."""
        found = await super().resolve(host, port, family)
        if self.names(host, port):
            self._allowed.update(f"{result['host']}:{port}" for result in found)
        return found

    def socket(self, info: tuple[object, ...]) -> socket.socket:
        """Return a socket for what getaddrinfo gave.

        Raises:
            ForbiddenUrlError: The address is neither public nor allowed.
        """
        family, kind, protocol, _, address = info
        host, port = str(address[0]), int(address[1])  # type: ignore[index] # a socket address
        if not (self.names(host, port) or is_public(host)):
            raise ForbiddenUrlError(f"{host}:{port}", "not a public address")
        return socket.socket(family, kind, protocol)  # type: ignore[arg-type] # as getaddrinfo gave them

    def names(self, host: str, port: int) -> bool:
        """Tell whether the setting allows ``host`` on ``port``."""
        return not self._allowed.isdisjoint((host, f"{host}:{port}"))


def is_public(host: str) -> bool:
    """Tell whether the address is on the public internet, also in the forms that wrap an IPv4 address into IPv6."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _COMPATIBLE:
            return False
        if address in _NAT64:
            wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and not is_public(str(inner)) for inner in wrapped):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not address.is_multicast
