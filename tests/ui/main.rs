//! The window as a person and a screen reader meet it: driven through accessible labels.

mod flows;
mod gallery;
mod harness;
