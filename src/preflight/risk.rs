//! What a risk configuration makes of the sign-ins that the function tries.

use aws_sdk_cognitoidentityprovider::types::{
    AccountTakeoverEventActionType, CompromisedCredentialsEventActionType, EventFilterType, RiskConfigurationType,
};

/// What the risk configuration in force for an app client makes of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// Whether it is the app client's own, and not the pool's.
    pub of_the_client: bool,
    /// Whether a sign-in with a password that is known to have leaked is blocked.
    pub blocks_leaked_passwords: bool,
    /// Whether adaptive authentication blocks sign-ins of some level of risk.
    pub blocks_by_risk: bool,
}

impl Risk {
    /// As DescribeRiskConfiguration answers. What it does not name is taken for on: AWS does not document the defaults.
    pub fn of(found: &RiskConfigurationType) -> Self {
        let leaked = found.compromised_credentials_risk_configuration();
        let events = leaked.map(|leaked| leaked.event_filter()).unwrap_or_default();
        let at_sign_in = events.is_empty() || events.contains(&EventFilterType::SignIn);
        let action = leaked.and_then(|leaked| leaked.actions()).map(|actions| actions.event_action());
        let takeover = found.account_takeover_risk_configuration().and_then(|takeover| takeover.actions());
        let levels = takeover.map(|actions| [actions.low_action(), actions.medium_action(), actions.high_action()]);
        let blocks =
            levels.into_iter().flatten().flatten().any(|level| *level.event_action() == AccountTakeoverEventActionType::Block);
        Self {
            of_the_client: found.client_id().is_some(),
            blocks_leaked_passwords: at_sign_in && action != Some(&CompromisedCredentialsEventActionType::NoAction),
            blocks_by_risk: blocks,
        }
    }

    /// As evidence.
    pub fn lines(&self) -> [String; 3] {
        let whose = if self.of_the_client { "the migration app client's own" } else { "the pool's" };
        let word = |blocks| if blocks { "blocked" } else { "let through" };
        [
            format!("risk configuration: {whose}"),
            format!("sign-ins with a leaked password: {}", word(self.blocks_leaked_passwords)),
            format!("sign-ins of high risk: {}", word(self.blocks_by_risk)),
        ]
    }
}
