//! What `WinVerifyTrust` answers.

/// Codes for "there is no signature in this": no signature, unknown kind of file, no provider for it.
const UNSIGNED: [u32; 3] = [0x800b_0100, 0x800b_0003, 0x800b_0001];

/// What must not be wrong with a chain of certificates: a broken signature in it, a root that nobody here
/// trusts, a missing part, distrust by name. (Its time may be over: a counter-signature can say that the
/// program was signed before.)
const BROKEN_CHAIN: u32 = 0x8 | 0x20 | 0x1_0000 | 0x400_0000;

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

    /// The same after a look at the chain of certificates itself, where the system shows one. A setting
    /// that every program may change makes the system accept test certificates; Wine accepts anybody's.
    pub fn with_chain(self, errors: Option<u32>) -> Self {
        match (self, errors) {
            (Self::Valid, Some(errors)) if errors & BROKEN_CHAIN != 0 => Self::Invalid,
            (other, _) => other,
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

    #[test]
    fn a_chain_that_leads_to_nobody_is_not_valid() {
        for (status, chain, expected) in [
            (TrustStatus::Valid, Some(0), TrustStatus::Valid),
            (TrustStatus::Valid, Some(0x1), TrustStatus::Valid),
            (TrustStatus::Valid, Some(0x40), TrustStatus::Valid),
            (TrustStatus::Valid, Some(0x20), TrustStatus::Invalid),
            (TrustStatus::Valid, Some(0x1_0001), TrustStatus::Invalid),
            (TrustStatus::Valid, None, TrustStatus::Valid),
            (TrustStatus::Unsigned, None, TrustStatus::Unsigned),
            (TrustStatus::Invalid, Some(0), TrustStatus::Invalid),
        ] {
            assert_eq!(status.with_chain(chain), expected, "{chain:x?}");
        }
    }
}
