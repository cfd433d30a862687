//! A destination pool that CloudFormation or Terraform manages: the next deployment undoes our edit, unless the same lines stand there.
//! Pure.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::aws::document::{text, texts};

/// What deploys the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    Cloudformation,
    Terraform,
}

impl Tool {
    pub fn title(self) -> &'static str {
        match self {
            Self::Cloudformation => "CloudFormation",
            Self::Terraform => "Terraform",
        }
    }
}

/// What the operator says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeployedBy {
    Cloudformation,
    Terraform,
    /// No tool: it is edited by hand, and no deployment undoes an edit.
    None,
}

impl DeployedBy {
    pub const ALL: [Self; 3] = [Self::Cloudformation, Self::Terraform, Self::None];

    /// The name in `--managed-by`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cloudformation => "cloudformation",
            Self::Terraform => "terraform",
            Self::None => "none",
        }
    }

    fn tool(self) -> Option<Tool> {
        match self {
            Self::Cloudformation => Some(Tool::Cloudformation),
            Self::Terraform => Some(Tool::Terraform),
            Self::None => None,
        }
    }
}

/// Who manages a pool, and where its lines are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Management {
    pub tool: Tool,
    /// The stack, where the pool's tags name it.
    pub stack: Option<String>,
    /// The pool's logical id in the stack's template.
    pub logical_id: Option<String>,
}

/// Who manages this described pool: by the operator's word, or by tags of CloudFormation, which pools can have although it puts none on
/// them (facts §12.3). None: nobody, or not known.
pub fn management(pool: &Value, said: Option<DeployedBy>) -> Option<Management> {
    let tag = |name: &str| {
        let value = text(pool.get("UserPoolTags")?, &format!("aws:cloudformation:{name}"));
        Some(value.to_owned()).filter(|value| !value.is_empty())
    };
    let (stack, logical_id) = (tag("stack-name"), tag("logical-id"));
    let tagged = stack.is_some() || tag("stack-id").is_some();
    let by_tags = || tagged.then_some(Tool::Cloudformation);
    match said.map_or_else(by_tags, DeployedBy::tool)? {
        Tool::Cloudformation => Some(Management { tool: Tool::Cloudformation, stack, logical_id }),
        Tool::Terraform => Some(Management { tool: Tool::Terraform, stack: None, logical_id: None }),
    }
}

const NO_SIGN_IN: &str = "users who have not moved yet can no longer sign in";

impl Management {
    /// The UserMigration trigger would be taken off again: what to add, the sentence first, then lines to paste.
    pub fn migration_trigger_warning(&self, function_arn: &str) -> String {
        self.trigger_warning(["UserMigration", "user_migration"], NO_SIGN_IN, function_arn)
    }

    /// As [`Self::migration_trigger_warning`], of the PostAuthentication trigger.
    pub fn groups_trigger_warning(&self, function_arn: &str) -> String {
        let consequence = "groups no longer come along at the first sign-in";
        self.trigger_warning(["PostAuthentication", "post_authentication"], consequence, function_arn)
    }

    fn trigger_warning(&self, [name, argument]: [&str; 2], consequence: &str, function_arn: &str) -> String {
        let lines = match self.tool {
            Tool::Cloudformation => vec!["LambdaConfig:".to_owned(), format!("  {name}: {function_arn}")],
            Tool::Terraform => {
                vec!["lambda_config {".to_owned(), format!("  {argument} = {}", quoted(function_arn)), "}".to_owned()]
            }
        };
        let place = match self.tool {
            Tool::Cloudformation => format!("under Properties of {}", self.resource("the pool", "AWS::Cognito::UserPool")),
            Tool::Terraform => "in the pool's aws_cognito_user_pool".to_owned(),
        };
        self.told(
            &format!("takes the trigger off again, and {consequence}"),
            &format!("{place}, beside the triggers that are there"),
            lines,
        )
    }

    /// The flow would be taken out again. `client` is the described client as it shall be.
    pub fn flows_warning(&self, client: &Value) -> String {
        let flows = texts(client, "ExplicitAuthFlows");
        let lines = match self.tool {
            Tool::Cloudformation => {
                std::iter::once("ExplicitAuthFlows:".to_owned()).chain(flows.iter().map(|flow| format!("  - {flow}"))).collect()
            }
            Tool::Terraform => {
                let flows: Vec<String> = flows.iter().map(|flow| quoted(flow)).collect();
                vec![format!("explicit_auth_flows = [{}]", flows.join(", "))]
            }
        };
        let name = text(client, "ClientName");
        let place = match self.tool {
            Tool::Cloudformation => format!("under Properties of the app client {name} (AWS::Cognito::UserPoolClient)"),
            Tool::Terraform => format!("in the aws_cognito_user_pool_client of {name}"),
        };
        self.told(&format!("takes the flow out again, and {NO_SIGN_IN}"), &place, lines)
    }

    fn told(&self, what_happens: &str, place: &str, lines: Vec<String>) -> String {
        let (tool, stack) =
            (self.tool.title(), self.stack.as_ref().map_or_else(String::new, |stack| format!(" (stack {stack})")));
        let sentence = format!(
            "{tool}{stack} manages this pool: its next deployment {what_happens}. \
             Add this {place}, and take it out again after the cutover:"
        );
        std::iter::once(sentence).chain(lines).collect::<Vec<_>>().join("\n")
    }

    fn resource(&self, what: &str, kind: &str) -> String {
        match &self.logical_id {
            Some(logical_id) => format!("{logical_id} ({kind})"),
            None => format!("{what} ({kind})"),
        }
    }
}

/// A string as HCL takes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "$${"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FUNCTION: &str = "arn:aws:lambda:eu-central-1:222222222222:function:ferry";

    #[test]
    fn a_stack_is_known_by_its_tags_and_its_template_gets_the_lines() {
        let tags =
            json!({ "aws:cloudformation:stack-name": "auth", "aws:cloudformation:logical-id": "Customers", "team": "shop" });
        let management = management(&json!({ "UserPoolTags": tags }), None).unwrap();
        let warning = management.migration_trigger_warning(FUNCTION);
        assert!(
            warning.contains("CloudFormation (stack auth)") && warning.contains("Customers (AWS::Cognito::UserPool)"),
            "{warning}"
        );
        assert!(warning.ends_with(&format!("LambdaConfig:\n  UserMigration: {FUNCTION}")), "{warning}");
    }

    #[test]
    fn the_operators_word_stands_above_the_tags() {
        let tagged = json!({ "UserPoolTags": { "aws:cloudformation:stack-name": "kept" } });
        assert_eq!(management(&tagged, Some(DeployedBy::None)), None);
        assert_eq!(management(&tagged, Some(DeployedBy::Terraform)).unwrap().tool, Tool::Terraform);
        let keys = DeployedBy::ALL.map(|answer| (serde_json::to_value(answer).unwrap(), answer.key()));
        assert!(keys.iter().all(|(saved, key)| saved == key), "{keys:?}");
    }

    #[test]
    fn terraform_is_known_by_the_operators_word_only() {
        assert_eq!(management(&json!({ "UserPoolTags": { "terraform": "true" } }), None), None);
        let management = management(&json!({}), Some(DeployedBy::Terraform)).unwrap();
        let warning = management.migration_trigger_warning(FUNCTION);
        assert!(warning.ends_with(&format!("lambda_config {{\n  user_migration = \"{FUNCTION}\"\n}}")), "{warning}");
        let client = json!({ "ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"] });
        let warning = management.flows_warning(&client);
        assert!(warning.ends_with("explicit_auth_flows = [\"ALLOW_USER_SRP_AUTH\", \"ALLOW_USER_PASSWORD_AUTH\"]"), "{warning}");
    }
}
