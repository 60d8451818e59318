//! Digests of WARC records: `algorithm:value`, the value in base32 or hexadecimal.

use data_encoding::{BASE32, BASE32_NOPAD, HEXLOWER, HEXUPPER};
use sha1::Digest as _;

/// The digest of a block in the algorithm and the spelling of its old digest. Where that
/// cannot be told it is SHA-1 in base32, as most writers have it.
pub(super) fn digest(block: &[u8], old: &str) -> String {
    let (algorithm, old_value) = old.split_once(':').unwrap_or(("sha1", ""));
    match algorithm.to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => {
            let hash = sha1::Sha1::digest(block);
            format!("{algorithm}:{}", spell(&hash, old_value))
        }
        "sha256" | "sha-256" => {
            let hash = sha2::Sha256::digest(block);
            format!("{algorithm}:{}", spell(&hash, old_value))
        }
        _ => format!("sha1:{}", BASE32.encode(&sha1::Sha1::digest(block))),
    }
}

fn spell(hash: &[u8], like: &str) -> String {
    if like.len() == hash.len() * 2 {
        return match like.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => HEXUPPER.encode(hash),
            false => HEXLOWER.encode(hash),
        };
    }
    match like.contains('=') {
        true => BASE32.encode(hash),
        false => BASE32_NOPAD.encode(hash),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_spelled_as_before() {
        // The digests of nothing, as printed by sha1sum, sha256sum and base32.
        for (old, new) in [
            ("sha1:AAAA", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"),
            (
                "sha1:0000000000000000000000000000000000000000",
                "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
            ),
            (
                "sha256:x=",
                "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====",
            ),
            ("crc32:1", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"),
        ] {
            assert_eq!(digest(b"", old), new);
        }
    }
}
