"""Sealing, digests and signatures on vetted primitives; no keys are kept here."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dotline.base.errors import Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D: 96-bit nonces; a data key seals far fewer than 2**32 values


def new_key() -> bytes:
    """A fresh 256-bit key from the operating system."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, aad: str) -> bytes:
    """AES-256-GCM. `aad` binds the text to its cell ('table|pk|column'), so a swapped cell does not open."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad.encode())


def open_sealed(key: bytes, blob: bytes, aad: str) -> bytes:
    """The plaintext. Raises Unavailable when key, cell or bytes do not fit together."""
    try:
        return AESGCM(key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], aad.encode())
    except InvalidTag as error:
        raise Unavailable(
            "A sealed value does not open with the key of its agency.",
            "Run `dotline audit verify` and restore the record from backup.",
        ) from error


def digest(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def keyed_digest(key: bytes, data: bytes) -> str:
    """HMAC-SHA-256, hexadecimal: proves equality to who holds the key, and lets nobody else test a guess."""
    return hmac.new(key, data, hashlib.sha256).hexdigest()


def new_signing_key() -> bytes:
    """A fresh Ed25519 private key, raw 32 bytes (RFC 8032)."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def verifying_key(signing_key: bytes) -> bytes:
    """The public half, raw 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(signing_key).public_key().public_bytes_raw()


def sign(signing_key: bytes, data: bytes) -> bytes:
    """An Ed25519 signature, 64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(signing_key).sign(data)


def signature_holds(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the signature was made over these bytes with the private half."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except InvalidSignature:
        return False
    return True
