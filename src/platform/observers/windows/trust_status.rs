//! What `WinVerifyTrust` answers.

/// Codes for "there is no signature in this": no signature, unknown kind of file, no provider for it.
const UNSIGNED: [u32; 3] = [0x800b_0100, 0x800b_0003, 0x800b_0001];

/// An answer, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustStatus {
    /// Signed, unchanged, and somebody whom this PC trusts vouches for the signer.
    Valid,
    /// Signed, but changed, expired, from nobody trusted, or forbidden.
    Invalid,
    /// Not signed.
    Unsigned,
}

impl TrustStatus {
    /// From the code the call returned.
    pub fn of(code: i32) -> Self {
        match code.cast_unsigned() {
            0 => Self::Valid,
            code if UNSIGNED.contains(&code) => Self::Unsigned,
            _ => Self::Invalid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_zero_is_valid() {
        for (code, expected) in [
            (0, TrustStatus::Valid),
            (0x800b_0100, TrustStatus::Unsigned),
            (0x800b_0109, TrustStatus::Invalid),
            (0x8009_6010, TrustStatus::Invalid),
            (0x800b_0101, TrustStatus::Invalid),
            (1, TrustStatus::Invalid),
        ] {
            assert_eq!(TrustStatus::of(u32::cast_signed(code)), expected, "{code:#x}");
        }
    }
}
