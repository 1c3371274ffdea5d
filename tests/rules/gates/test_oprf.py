"""OPRF(ristretto255, SHA-512): the test vectors of RFC 9497, Appendix A.1, and what no vector says."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotline.base.errors import Invalid, Refused
from dotline.gates.encode import oprf, ristretto
from dotline.gates.encode.oprf import Mode

SEED, INFO = b"\xa3" * 32, b"test key"
ZERO, LETTERS = b"\x00", b"\x5a" * 17
BLIND = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706"
OTHER = "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e"
# A.1.1: mode, input, BlindedElement, EvaluationElement, Output
OPRF = (
    (
        ZERO,
        "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c",
        "7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e",
        "527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3"
        "ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6",
    ),
    (
        LETTERS,
        "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418",
        "b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25",
        "f4a74c9c592497375e796aa837e907b1a045d34306a749db9f34221f7e750cb4"
        "f2a6413a6bf6fa5e19ba6348eb673934a722a7ede2e7621306d18951e7cf2c73",
    ),
)
# A.1.2: inputs, blinds, BlindedElements, EvaluationElements, Proof, its randomness, Outputs
FIRST = (
    "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
    "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
    "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d"
    "a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c",
)
SECOND = (
    "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60"
    "356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6"
)
VOPRF = (
    (
        ((ZERO, BLIND, *FIRST),),
        "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06"
        "6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
        OTHER,
    ),
    (
        (
            (
                LETTERS,
                BLIND,
                "cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c",
                "60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468",
                SECOND,
            ),
        ),
        "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a"
        "67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
        OTHER,
    ),
    (
        (
            (ZERO, BLIND, *FIRST),
            (
                LETTERS,
                OTHER,
                "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
                "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a",
                SECOND,
            ),
        ),
        "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a"
        "5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
        "419c4f4f5052c53c45f3da494d2b67b220d02118e0857cdbcf037f9ea84bbe0c",
    ),
)
KEYS = {
    Mode.OPRF: ("5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e", None),
    Mode.VOPRF: (
        "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909",
        "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e",
    ),
}


@cache
def key(mode: Mode) -> oprf.ServiceKey:
    return oprf.derive(SEED, INFO, mode)


@pytest.mark.parametrize("mode", Mode)
def test_a_seed_gives_the_key_of_the_rfc(mode: Mode) -> None:
    secret, public = KEYS[mode]
    assert key(mode).secret.hex() == secret
    assert public in {None, key(mode).public.hex()}
    assert secret not in repr(key(mode))


@pytest.mark.parametrize(("told", "blinded", "evaluated", "output"), OPRF)
def test_every_step_of_mode_0_gives_the_bytes_of_the_rfc(
    told: bytes, blinded: str, evaluated: str, output: str
) -> None:
    sent = oprf.blind([told], Mode.OPRF, blinds=ristretto.rows_of(bytes.fromhex(BLIND)))
    assert sent.elements.tobytes().hex() == blinded
    back = oprf.evaluate(key(Mode.OPRF), sent.elements)
    assert back.tobytes().hex() == evaluated
    assert oprf.finalize([told], sent, back)[0].hex() == output
    assert oprf.whole(key(Mode.OPRF), [told])[0].hex() == output


@pytest.mark.parametrize(("rows", "proof", "chance"), VOPRF)
def test_every_step_of_mode_1_gives_the_bytes_of_the_rfc_and_proves_itself(
    rows: tuple[tuple[bytes, str, str, str, str], ...], proof: str, chance: str
) -> None:
    told, blinds, blinded, evaluated, outputs = zip(*rows, strict=True)
    by = ristretto.rows_of(bytes.fromhex("".join(blinds)))
    sent = oprf.blind(told, Mode.VOPRF, blinds=by)
    assert sent.elements.tobytes().hex() == "".join(blinded)
    back = oprf.evaluate(key(Mode.VOPRF), sent.elements)
    assert back.tobytes().hex() == "".join(evaluated)
    made = oprf.prove(key(Mode.VOPRF), sent.elements, back, chance=bytes.fromhex(chance))
    assert made.hex() == proof
    oprf.verify(key(Mode.VOPRF).public, sent.elements, back, made)
    assert [one.hex() for one in oprf.finalize(told, sent, back)] == list(outputs)
    liar = oprf.evaluate(oprf.derive(SEED, b"other", Mode.VOPRF), sent.elements)
    for public, answers, shown in (
        (key(Mode.VOPRF).public, liar, made),
        (oprf.derive(SEED, b"other", Mode.VOPRF).public, back, made),
        (key(Mode.VOPRF).public, back, made[:-1] + bytes([made[-1] ^ 1])),
        (key(Mode.VOPRF).public, back, b""),
    ):
        with pytest.raises(Refused):
            oprf.verify(public, sent.elements, answers, shown)


@settings(max_examples=10, deadline=None)
@given(told=st.lists(st.binary(max_size=40), min_size=1, max_size=4), mode=st.sampled_from(Mode))
def test_what_was_blinded_by_chance_comes_out_as_if_the_key_were_here(
    told: list[bytes], mode: Mode
) -> None:
    one, other = (oprf.blind(told, mode) for _ in range(2))
    assert not {row.tobytes() for row in one.elements} & {row.tobytes() for row in other.elements}
    back = oprf.evaluate(key(mode), one.elements)
    assert oprf.finalize(told, one, back) == oprf.whole(key(mode), told)


@pytest.mark.parametrize("bad", [bytes(32), b"\xff" * 32, b"\x01" + bytes(31)])
def test_what_is_no_element_is_refused_by_both_ends(bad: bytes) -> None:
    with pytest.raises(Invalid):
        oprf.evaluate(key(Mode.OPRF), ristretto.rows_of(bad))
    sent = oprf.blind([ZERO], Mode.VOPRF)
    with pytest.raises(Invalid):
        oprf.verify(key(Mode.VOPRF).public, sent.elements, ristretto.rows_of(bad), bytes(64))
