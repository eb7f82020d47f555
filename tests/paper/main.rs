//! What is printed, read back by other programs: poppler for PDF, zbar for QR codes.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]
#![expect(clippy::print_stderr, reason = "says what is skipped, and how large a code is")]

mod qr;
mod report;
mod sheet;
mod tools;
