//! What is printed, read back by other programs: poppler for PDF, zbar for QR codes.

mod qr;
mod report;
mod sheet;
mod tools;
