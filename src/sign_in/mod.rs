//! The test sign-in: a real user's first sign-in through the new pool, and the story of what happened.

pub mod story;
