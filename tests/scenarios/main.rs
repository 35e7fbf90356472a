//! The shipped scenarios: small versions of them against committed digests (`golden`), and the orderings that they exist to show (`orderings`, `clinic`).

mod clinic;
mod golden;
mod orderings;
mod support;
