//! The whole program on a pseudo-terminal: what a person would see, and what they would find on their terminal afterwards.

mod continuing;
mod copying;
mod demo;
mod leaving;
mod panicking;
mod quiet;
mod removing;
mod renewing;
mod suspending;
mod tearing_down;
