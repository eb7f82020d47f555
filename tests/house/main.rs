//! The rules of the house, kept by tests: which way dependencies point, how long a file may be, where
//! words live, that both languages say the same, that every character can be drawn, and that documents say what is so.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails loudly")]

mod commands;
mod dependencies;
mod documents;
mod glyphs;
mod icon;
mod installer;
mod layers;
mod looks;
mod markdown;
mod release;
mod source;
mod words;
