//! Who asks, as the operating system says it of the other end of the channel.

/// The other end of one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Administrator or root, with the right already in its hands.
    pub elevated: bool,
    /// Names the user in the audit log, for example `uid 1000`.
    pub who: String,
}
