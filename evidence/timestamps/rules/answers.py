"""Questions to a time-stamping authority and its answers (RFC 3161), read and checked without asking anybody."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

GRANTED = "granted"
MOST_CHARACTERS = 60
"""A serial number has at most 160 bits (RFC 3161, 2.4.2), which is 49 digits; policies are shorter."""
KNOWN_SIGNATURES = ("1.2.840.113549.1.1.", "1.2.840.10045.", "1.3.101.")
"""RSA (PKCS #1), elliptic curves (ANSI X9.62) and Edwards curves (RFC 8410); SM2 (1.2.156.10197.1.501) is none of them."""

UNREADABLE = (ValueError, TypeError, x509.InvalidVersion)
"""How the cryptography library says that a certificate is none."""


class NotAnAnswer(ValueError):
    """The bytes are no time-stamp response as RFC 3161 describes it."""


class Refusal(ValueError):
    """The answer gives no valid time-stamp for this question; `code` says why, `detail` what the authority wrote."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class _Response(core.Sequence):  # type: ignore[misc]  # asn1crypto brings no types
    """TimeStampResp of RFC 3161, 2.4.2. asn1crypto's own insists on a token, which a refusal does not have."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


@dataclass(frozen=True)
class Answer:
    """What a granted response says. `certificates` are those it carries, as DER; `serial` is decimal, `policy` an OID."""

    at: datetime
    serial: str
    policy: str
    hash_algorithm: str
    digest: bytes
    nonce: int | None
    certificates: tuple[bytes, ...]
    is_checkable: bool
    """False for signatures that our library does not know, such as SM2 with SM3 of mainland authorities."""
    canonical: bytes
    """The response with its certificates in DER order, for libraries that insist on it; never kept instead of the original."""


def request_for(digest: bytes, nonce: int) -> bytes:
    """A question over a SHA-256 digest with a nonce, asking for the certificate (RFC 3161, 2.4.1), as DER."""
    imprint = {
        "hash_algorithm": {"algorithm": "sha256", "parameters": core.Null()},
        "hashed_message": digest,
    }
    question = tsp.TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    )
    return bytes(question.dump())


def question_of(request: bytes) -> tuple[bytes, int | None]:
    """Digest and nonce of a kept question. NotAnAnswer when it cannot be read."""
    try:
        question = tsp.TimeStampReq.load(request, strict=True)
        return question["message_imprint"]["hashed_message"].native, question["nonce"].native
    except (ValueError, TypeError) as error:
        raise NotAnAnswer(str(error)) from error


def read_answer(response: bytes) -> Answer:
    """What the response says, whether or not it is true. NotAnAnswer for anything else, Refusal(refused) when none was granted."""
    try:
        parsed = _Response.load(response, strict=True)
        status = parsed["status"]
        if status["status"].native != GRANTED:
            raise Refusal("refused", _words_of(status))
        signed = parsed["time_stamp_token"]["content"]
        return _answer(response, signed, signed["encap_content_info"]["content"].parsed)
    except Refusal:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # asn1crypto reads lazily and says what is wrong in all of these ways.
        raise NotAnAnswer(str(error)) from error


def _words_of(status: tsp.PKIStatusInfo) -> str:
    words = [*(status["status_string"].native or ()), *sorted(status["fail_info"].native or ())]
    return _printable(" ".join(str(word) for word in words))


def _printable(words: str) -> str:
    """Words of a stranger, as they may be shown and stored: without controls, not too long."""
    return "".join(one for one in words if one.isprintable())[:200]


def _answer(response: bytes, signed: cms.SignedData, info: tsp.TSTInfo) -> Answer:
    imprint = info["message_imprint"]
    (signer,) = signed["signer_infos"]
    at, serial, policy = info["gen_time"].native, str(info["serial_number"].native), info["policy"].dotted
    if at.tzinfo is None or len(serial) > MOST_CHARACTERS or len(policy) > MOST_CHARACTERS:
        raise NotAnAnswer("time, serial number or policy")
    return Answer(
        at=at, serial=serial, policy=policy,
        hash_algorithm=imprint["hash_algorithm"]["algorithm"].native, digest=imprint["hashed_message"].native,
        nonce=info["nonce"].native, certificates=tuple(_certificates(signed, signer)),
        is_checkable=signer["signature_algorithm"]["algorithm"].dotted.startswith(KNOWN_SIGNATURES),
        canonical=_canonical(response, signed),
    )  # fmt: skip


def _certificates(signed: cms.SignedData, signer: cms.SignerInfo) -> list[bytes]:
    """The signer's own first, then the others, as DER."""
    who = signer["sid"].native
    found = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    found.sort(key=lambda one: {"issuer": one.issuer.native, "serial_number": one.serial_number} != who)
    return [one.dump() for one in found]


def _canonical(response: bytes, signed: cms.SignedData) -> bytes:
    """DER sorts the members of a SET; OpenSSL does not. The certificates are no part of what is signed.

    They change places within the same bytes; nothing is encoded anew, which would take forged numbers at their word for hours.
    """
    members = signed["certificates"]
    return response.replace(members.contents, b"".join(sorted(one.dump() for one in members)), 1)


def check_answer(
    answer: Answer, *, digest: bytes, nonce: int | None, roots: Sequence[x509.Certificate]
) -> None:
    """The answer is a valid time-stamp of this SHA-256 digest that one of the roots vouches for; raises Refusal otherwise.

    Certificates count as of the time that the answer names, so that a stamp outlives the certificate it was made with.
    """
    if (answer.hash_algorithm, answer.digest) != ("sha256", digest):
        raise Refusal("wrong_imprint")
    if answer.nonce != nonce:
        raise Refusal("wrong_nonce")
    if not answer.is_checkable:
        raise Refusal("not_checkable")
    if not roots:
        raise Refusal("no_root")
    try:
        decoded = decode_timestamp_response(answer.canonical)
    except ValueError as error:
        raise Refusal("not_checkable", str(error)[:200]) from error
    try:
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify(decoded, digest)
    except (VerificationError, *UNREADABLE) as error:
        raise Refusal(_reason(str(error)), str(error)[:200]) from error


def _reason(words: str) -> str:
    if "expired" in words or "not yet valid" in words:
        return "certificate_expired"
    return "not_valid"


def chain_of(answer: Answer, roots: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """The signer's certificate and those above it as far as they are known, the highest last."""
    known = list(_loaded(answer.certificates))
    above = {one.subject: one for one in (*roots, *known)}
    chain = known[:1]
    # Forged certificates may vouch for each other in a circle.
    while chain and (higher := above.get(chain[-1].issuer)) and higher not in chain:
        chain.append(higher)
    return chain


def _loaded(certificates: Iterable[bytes]) -> Iterator[x509.Certificate]:
    """Those that can be read: an authority may send kinds that our library does not know."""
    for one in certificates:
        with suppress(*UNREADABLE):
            certificate = x509.load_der_x509_certificate(one)
            # Names are read only when asked for.
            if certificate.issuer and certificate.subject:
                yield certificate


def pem_of(chain: Iterable[x509.Certificate]) -> str:
    """The certificates as PEM, one after the other."""
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in chain)


def signer_of(chain: Sequence[x509.Certificate]) -> str:
    """Who signed, by the common name in the first certificate; empty when it is not known."""
    if not chain:
        return ""
    names = chain[0].subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return _printable(str(names[0].value if names else chain[0].subject.rfc4514_string()))


def vouching(chain: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """The chain's own root, if it reaches one: it says that the chain holds together, not that anybody trusts it."""
    return [one for one in chain[-1:] if one.issuer == one.subject]
