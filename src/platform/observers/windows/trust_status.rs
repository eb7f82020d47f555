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

    /// The same after a look at the chains of certificates themselves: as the user sees it, where the
    /// system shows one, and as the PC does, without which nothing is valid. A setting that every program
    /// may change makes the system accept test certificates, and a root certificate that every program
    /// may add makes it accept anybody's; Wine accepts them without.
    pub fn with_chains(self, user: Option<u32>, machine: Option<u32>) -> Self {
        let sound = |errors| errors & BROKEN_CHAIN == 0;
        match self {
            Self::Valid if !(user.is_none_or(sound) && machine.is_some_and(sound)) => Self::Invalid,
            other => other,
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
        use TrustStatus::{Invalid, Unsigned, Valid};
        for (status, user, machine, expected) in [
            (Valid, Some(0), Some(0), Valid),
            (Valid, None, Some(0), Valid),
            (Valid, Some(0x1), Some(0x1), Valid),
            (Valid, Some(0x40), Some(0x40), Valid),
            (Valid, Some(0x20), Some(0), Invalid),
            (Valid, Some(0x1_0001), Some(0), Invalid),
            // The user alone trusts its root.
            (Valid, Some(0), Some(0x20), Invalid),
            (Valid, Some(0), Some(0x1_0000), Invalid),
            (Valid, Some(0), Some(0x400_0000), Invalid),
            (Valid, Some(0), None, Invalid),
            (Valid, None, None, Invalid),
            (Unsigned, None, None, Unsigned),
            (Invalid, Some(0), Some(0), Invalid),
        ] {
            assert_eq!(status.with_chains(user, machine), expected, "{user:x?} {machine:x?}");
        }
    }
}
