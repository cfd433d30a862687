//! What an active user costs: AWS's list prices, with their date, for orientation. Nothing here knows an organisation's own prices or how many
//! users are free (facts §14.8).

use serde::Serialize;

/// When these prices were published (AWS Price List, us-east-1).
pub const DATE: &str = "2025-10-28";

/// US dollars for one active user in a month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PerActiveUser {
    pub dollars: f64,
    /// Whether the operator gave it.
    pub given: bool,
}

/// By the pool's plan (UserPoolTier), for that many users in a month. Without a plan: as a pool on Essentials, which is the default of new ones.
pub fn list_price(tier: &str, users: u64) -> PerActiveUser {
    let dollars = match tier {
        "LITE" => match users {
            0..=90_000 => 0.0055,
            90_001..=990_000 => 0.0046,
            990_001..=9_990_000 => 0.00325,
            _ => 0.0025,
        },
        "PLUS" => 0.02,
        _ => 0.015,
    };
    PerActiveUser { dollars, given: false }
}

impl PerActiveUser {
    /// What so many active users cost in one month, rounded up to a dollar.
    pub fn month(&self, users: u64) -> u64 {
        // Users and prices are far from where a float loses a dollar.
        (users as f64 * self.dollars).ceil() as u64
    }

    pub fn words(&self) -> String {
        match self.given {
            true => format!("at ${} per active user, as given", self.dollars),
            false => format!("at ${} per active user, list price of {DATE}, before free users", self.dollars),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_users_in_a_month_cost_what_aws_lists() {
        assert_eq!(list_price("ESSENTIALS", 990_000).month(990_000), 14_850);
        assert_eq!(list_price("LITE", 50_000).month(50_000), 275);
        assert!(list_price("PLUS", 1).words().contains(DATE));
    }
}
