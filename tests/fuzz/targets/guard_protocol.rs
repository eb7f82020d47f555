//! Any bytes as a message to the guard and as its answer: what is understood is said again in the same words.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the modules serve the product as well")]

#[path = "line.rs"]
mod core;

use crate::core::guard::protocol::{PIN_MAX_CHARS, REPLY_MAX_BYTES, REQUEST_MAX_BYTES};
use crate::core::guard::{Reply, Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(request) = Request::decode(bytes) {
        assert!(bytes.len() <= REQUEST_MAX_BYTES);
        if let Request::Restore { pin: Some(pin) } | Request::SetPin { pin } = &request {
            assert!(pin.chars().count() <= PIN_MAX_CHARS);
        }
        let said = request.encode();
        assert_eq!(said.iter().filter(|byte| **byte == b'\n').count(), 1);
        assert_eq!(Request::decode(&said), Ok(request));
    }
    if let Ok(reply) = Reply::decode(bytes) {
        assert!(bytes.len() <= REPLY_MAX_BYTES);
        // Escaped, a text may grow beyond the bound; then it is refused, never cut short.
        let said = reply.encode();
        assert!(said.len() > REPLY_MAX_BYTES || Reply::decode(&said) == Ok(reply));
    }
});
