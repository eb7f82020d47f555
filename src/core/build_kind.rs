//! Whether this build may be handed out.

/// True for a build that the signing step of a release made: `KYUKYUBAKO_SIGNED_BUILD=1` while it was compiled. Every
/// other build says of itself that it is one for development. The variable proves nothing about a signature; where the
/// system can check one, the self check looks at it.
pub const IS_FOR_HANDING_OUT: bool = says_signed(option_env!("KYUKYUBAKO_SIGNED_BUILD"));

const fn says_signed(variable: Option<&str>) -> bool {
    match variable {
        Some(value) => matches!(value.as_bytes(), [b'1']),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_one_makes_a_build_for_handing_out() {
        assert!(says_signed(Some("1")));
        for variable in [None, Some(""), Some("0"), Some("11"), Some("true"), Some(" 1")] {
            assert!(!says_signed(variable), "{variable:?}");
        }
    }
}
