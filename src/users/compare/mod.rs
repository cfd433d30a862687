//! The proof that both pools agree: who is missing, who is here twice or under another's name, and whose values differ (facts §14.6).

pub mod classes;
pub mod run;
pub mod text;
pub mod values;
