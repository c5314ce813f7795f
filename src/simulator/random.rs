//! Numbers and identifiers that look random and are always the same.

/// A value that depends on `seed` and `parts` alone.
pub(super) fn mix(seed: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(scramble(seed), |state, part| {
        scramble(state ^ scramble(*part))
    })
}

/// A number for a text, to be one of the parts of [`mix`].
pub(super) fn of_text(text: &str) -> u64 {
    // FNV-1a.
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// The seed of the identifiers that the `login`-th connection gives, from 0 on.
pub(super) fn of_login(seed: u64, login: u64) -> u64 {
    if login == 0 {
        seed
    } else {
        mix(seed, &[login])
    }
}

/// `value` brought into `0..limit`; 0 where `limit` is 0.
pub(super) fn below(value: u64, limit: u32) -> u32 {
    value
        .checked_rem(u64::from(limit))
        .and_then(|it| u32::try_from(it).ok())
        .unwrap_or_default()
}

/// An identifier in the shape of Plaid's: 37 letters and digits.
pub(super) fn identifier(seed: u64, parts: &[u64]) -> String {
    const ALPHABET: &[u8; 57] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz13456789";
    let base = mix(seed, parts);
    let mut text = String::with_capacity(40);
    for block in 0..4 {
        // Ten characters take up less than 59 of the 64 bits.
        let mut rest = mix(base, &[block]);
        for _ in 0..10 {
            let (index, quotient) = (below(rest, 57), rest / 57);
            text.push(char::from(ALPHABET[index as usize]));
            rest = quotient;
        }
    }
    text.truncate(37);
    text
}

/// 128 bits written like a UUID.
pub(super) fn uuid(seed: u64, parts: &[u64]) -> String {
    let (high, low) = (mix(seed, parts), mix(!seed, parts));
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xFFFF,
        high & 0xFFF,
        low >> 52,
        low & 0xFFFF_FFFF_FFFF
    )
}

/// The finalizer of splitmix64: every bit of the input reaches every bit of the
/// result.
fn scramble(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_differ_in_every_part_and_repeat() {
        assert_eq!(identifier(1, &[2, 3]), identifier(1, &[2, 3]));
        assert_ne!(identifier(1, &[2, 3]), identifier(1, &[3, 2]));
        assert_ne!(identifier(1, &[2, 3]), identifier(2, &[2, 3]));
        assert_eq!(identifier(1, &[2]).len(), 37);
        assert_eq!(uuid(1, &[2]).len(), 36);
    }
}
