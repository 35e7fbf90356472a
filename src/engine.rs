//! The engines that step the tissue.

pub mod adapter;
pub mod device;
