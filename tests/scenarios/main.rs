//! The shipped scenarios: small versions of them against committed digests (`golden`), and the
//! orderings that they exist to show (`orderings`, `clinic`, `mechanisms`).

mod clinic;
mod golden;
mod mechanisms;
mod orderings;
mod support;
