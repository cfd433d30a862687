//! `diagnose` on set-ups that no session of ours made: one as a published guide has it made by hand, one in the shape that CDK gives it.

mod by_hand;
mod conditions;
mod faults;
mod healthy;
mod hidden;
mod neighbours;
mod output;
mod remedies;
mod wire;
mod world;
