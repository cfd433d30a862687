//! The terminal wizard: a pure reducer (`update`), drawing as free functions of the state, and an event loop that carries out
//! what the reducer asks for.
//!
//! ```text
//!  keys, answers, engine events ──▶ update(state, action, now) ──▶ effects ──▶ event_loop, runner ──▶ answers
//!                                        │
//!                                        └─ dirty? ──▶ layout::draw(frame, &state)
//! ```
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod action;
pub mod effect;
pub mod gate;
pub mod keymap;
pub mod layout;
mod overlay;
pub mod screens;
pub mod state;
pub mod step;
#[cfg(test)]
pub mod testing;
pub mod theme;
pub mod update;
pub mod widgets;
