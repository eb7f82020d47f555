//! View-model, screens, widgets and theme. Draws what the core says and returns events; never acts.

/// Vector pictures in one style.
pub mod pictures;
/// Drawing of a [`view::View`].
pub mod screens;
/// Colours, type scale, spacing, fonts.
pub mod theme;
/// What a screen says, as plain data.
pub mod view;
/// Buttons and text blocks.
pub mod widgets;
