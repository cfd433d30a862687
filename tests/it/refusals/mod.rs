//! Every refusal that AWS documents for an operation that we call, played through the real SDK and held against a judgement of its own:
//! what kind it must be told as, whether in our words, and that no remedy is for another failure.

mod calls;
mod classes;
mod future;
mod judged;
mod known;
mod operations;
mod operator;
mod stage;
mod table;
