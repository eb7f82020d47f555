//! Thousands of mishaps in cut and restore on real kernel state, with an injected clock. Asserts that no
//! cut was claimed falsely and none stayed. Needs root and Linux: elsewhere it says so and ends.
//! `cargo bench --bench faults [ROUNDS] [SEED]`
#![expect(clippy::print_stdout, reason = "a bench prints")]
#![cfg_attr(
    target_os = "linux",
    allow(clippy::unwrap_used, clippy::panic, reason = "a bench stops when it cannot go on")
)]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("faults: on Linux only");
}

#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "shared with the tests")]
#[path = "../tests/network/faults.rs"]
mod faults;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "shared with the tests")]
#[path = "../tests/network/kernel.rs"]
mod kernel;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "shared with the tests")]
#[path = "../tests/network/lab.rs"]
mod lab;

#[cfg(target_os = "linux")]
fn main() {
    let mut numbers = std::env::args().filter_map(|arg| arg.parse::<u32>().ok());
    let rounds = numbers.next().unwrap_or(300);
    let seed = numbers.next().unwrap_or(1);
    if !lab::possible() {
        return;
    }
    let totals = faults::run(rounds, seed.into());
    println!("{totals}");
    assert_eq!((totals.false_cuts, totals.unrestorable), (0, 0));
}
