"""Keys for tests, made with another library than the one that the house signs with."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

OLD, NEW = PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8


@cache
def pair(bits: int = 2048, kind: PrivateFormat = NEW) -> tuple[str, bytes]:
    """Return an RSA key as text, and its public half as DER."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key.private_bytes(Encoding.PEM, kind, NoEncryption()).decode(), public


def of_a_curve() -> str:
    """Return a key that is none of RSA."""
    key = ed25519.Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, NEW, NoEncryption()).decode()


# 768 bits, which the other library makes no more: openssl genrsa 768.
WEAK = """-----BEGIN PRIVATE KEY-----
MIIB5gIBADANBgkqhkiG9w0BAQEFAASCAdAwggHMAgEAAmEA06MXO6n+rA82XI6s
nozsDPOO9xnxDg6LbUzNQR3PxhrRjC/amCsuSbnONJgxbCRbmk761vP0TI0PpXdW
m7ezRds/A2YiiwUPugGl2JFG/mR0bTBeETMd/frPiuyi9JJRAgMBAAECYQCMEQ5Z
UILagR7rVwnrzTyUvcVKyQJ+2SVx6ziU9hQC+tDgxPMZbsqtxKkyqd9bwRsi7dHh
GcKmCsVPcWVHsl4rcbR4H/Ym5WDV+TTi/txSZieL8dIrtgeNFE5Ow5Ay4CECMQDu
evv/rFvQFK633HwCzeywSWaB02KU5ia8Kpc4O5n9uaK5hxcbezDqLQ/Ps10G4P0C
MQDjL0X96tO7spDdOmiPry4P2exfsT0eDrdYspOl2Uk5pNKoSR5eGk66U/GlO6nr
kOUCMGnzAZnpPTEIv0a4EfA9BHadZYkwHJACYBsg4OX+tL9ghcbfGYkABg9Dzc58
5Ut1EQIxAIu187YeZo2EV8Ak/k52bb5DxzBl/+7vH+PFFjWk9XokmYPyS2GVjhra
Kr3xfiKm3QIxAOs6Q+kKNLgHfVuGayg1EJkQAzT5hUWO203lLORm/gIl1m85XFAd
aQbdMrrNvOy8rQ==
-----END PRIVATE KEY-----
"""
