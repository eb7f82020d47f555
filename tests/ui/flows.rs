//! The ways through the window.
