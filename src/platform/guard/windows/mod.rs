//! The guard on Windows: its pipe, who is at the other end of it, its service and its filters.

pub mod caller;
pub mod filters;
pub mod pipe;
pub mod pipe_client;
pub mod pipe_server;
pub mod registration;
