"""The key service over TLS, and what a comparer who works with one owner can try: real handshakes on loopback."""

import http.client
import ssl
from datetime import timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dotline.base.errors import DotlineError, Refused, Unavailable
from dotline.gates import encode
from dotline.gates.encode import asking
from tests.rules.gates.test_key_service import (
    AGENCIES,
    NOON,
    SCHEMA,
    TABLE,
    WORD,
    Seen,
    asked,
    seals,
    served,
)

A_YEAR = timedelta(days=20_000)  # OpenSSL looks at the clock of the machine


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, folder: Path, name: str) -> None:
        self._key, self._name = ec.generate_private_key(ec.SECP256R1()), _name(name)
        self._folder, self.file = folder, folder / f"{name}.pem"
        basic = (x509.BasicConstraints(ca=True, path_length=0), True)
        made = self._signed(self._name, self._key.public_key(), basic)
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def server(self, address: str) -> ssl.SSLContext:
        """What a server at an address shows."""
        key = ec.generate_private_key(ec.SECP256R1())
        place = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        made = self._signed(_name(address), key.public_key(), (place, False))
        pem = serialization.Encoding.PEM
        shape = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        file = self._folder / "server.pem"
        file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, *shape))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(
        self, whose: x509.Name, key: ec.EllipticCurvePublicKey, more: tuple[x509.ExtensionType, bool]
    ) -> x509.Certificate:  # fmt: skip
        sealed = x509.CertificateBuilder(self._name, whose, key, x509.random_serial_number())
        dated = sealed.not_valid_before(NOON - A_YEAR).not_valid_after(NOON + A_YEAR)
        return dated.add_extension(more[0], critical=more[1]).sign(self._key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def asked_over_tls(url: str, folder: Path, authority: Path | None) -> asking.Asked:
    address = asking.Address(url, WORD, authority)
    return asking.Asked(address, AGENCIES, folder / "answers", pause=lambda _seconds: None)


def test_the_service_is_believed_under_the_authority_that_was_named_and_no_other(
    tmp_path: Path,
) -> None:
    ours, other = (Authority(tmp_path, name) for name in ("ours", "other"))
    seen = Seen(tmp_path)
    with served(seen, ours.server("127.0.0.1")) as url:
        assert url.startswith("https://")
        service = asked_over_tls(url, tmp_path, ours.file)
        assert len(service(seals(3))) == 3
        service.close()
        for wrong in (other.file, None):
            with pytest.raises(Refused, match="does not prove who it is"):
                asked_over_tls(url, tmp_path, wrong)
    with (
        served(seen, ours.server("127.0.0.2")) as url,
        pytest.raises(Refused, match="does not prove who it is"),
    ):
        asked_over_tls(url, tmp_path, ours.file)
    assert len(seen.batches) == 1  # nobody who was not believed got an element to look at


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_a_service_that_speaks_an_old_tls_alone_is_not_spoken_to(tmp_path: Path) -> None:
    ours, seen = Authority(tmp_path, "ours"), Seen(tmp_path)
    context = ours.server("127.0.0.1")
    old = ssl.create_default_context(cafile=ours.file)
    for one in (context, old):
        one.set_ciphers("ALL:@SECLEVEL=0")
        one.minimum_version = one.maximum_version = ssl.TLSVersion.TLSv1_1
    with served(seen, context) as url:
        where = urlsplit(url)
        client = http.client.HTTPSConnection("127.0.0.1", where.port, context=old, timeout=5)
        client.request("GET", "/about/victims/1")  # it does answer those who speak it
        assert client.getresponse().status == 401
        client.close()
        with pytest.raises(Unavailable):
            asked_over_tls(url, tmp_path, ours.file)
    assert not seen.batches


def test_a_comparer_with_one_owner_reads_a_file_under_a_file_key_and_not_what_a_service_sealed(
    tmp_path: Path,
) -> None:
    """Why keys from a file fall to collusion, and what a second key at a third operator leaves of it."""
    (tmp_path / "theirs.csv").write_text(TABLE, encoding="utf-8")
    others = TABLE.replace("Tremblay", "Gagnon").replace("\n0,", "\n90,")
    for name, text in (("known", TABLE), ("strangers", others)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    make = partial(encode.encode_file, schema=SCHEMA, key=AGENCIES, decoys=0)
    make(tmp_path / "theirs.csv", tmp_path / "file.dlk")
    for name in ("known", "strangers"):
        make(tmp_path / f"{name}.csv", tmp_path / f"{name}.dlk")
    known, strangers, plain = (
        _tokens(tmp_path / f"{one}.dlk") for one in ("known", "strangers", "file")
    )
    assert known == plain  # every guess at home is answered at once
    assert len(strangers & plain) < len(plain) / 2
    with served(Seen(tmp_path, per_day=len(plain) + 3)) as url:
        service = asked(url, tmp_path)
        make(tmp_path / "theirs.csv", tmp_path / "sealed.dlk", service=service)
        service.close()
        assert not known & _tokens(tmp_path / "sealed.dlk")
        guessing = asked(url, tmp_path, name="guesses")
        with pytest.raises(DotlineError, match="no more tokens today"):
            make(tmp_path / "strangers.csv", tmp_path / "guessed.dlk", service=guessing)
        guessing.close()
    assert not (tmp_path / "guessed.dlk").exists()


def _tokens(path: Path) -> set[bytes]:
    rows = np.concatenate(list(encode.open_encoded(path).chunks()))
    return set(rows["token"].tolist())
