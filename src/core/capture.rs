//! Keeping this window out of pictures of the screen, which is how the operator sees.

/// Whether this window is kept out of pictures of the screen. What is wished for proves nothing: the system is
/// asked afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Hiding {
    /// Nobody asked for it.
    #[default]
    Off,
    /// The system says that this window is left out.
    Hidden,
    /// It was asked for, and the system does not say what became of it.
    Asked,
    /// It was asked for, and the system says that this window is in every picture.
    Seen,
    /// This system leaves no window out.
    Unavailable,
}
