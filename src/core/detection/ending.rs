//! What became of ending a remote tool's programs.

/// One tool and how many of its processes were ended. Never counts as a cut.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EndReport {
    /// The tool's name for people.
    pub name: String,
    /// How many processes were ended.
    pub ended: u32,
    /// How many refused (other user, protected).
    pub denied: u32,
}
