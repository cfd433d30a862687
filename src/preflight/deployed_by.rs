//! Who deploys the destination pool: whoever does undoes our edit at the next deployment. CloudFormation's own tags do not reach user
//! pools (facts §12.3), so their absence proves nothing, and only the operator's word settles it.

use serde_json::Value;

use super::facts::Subject;
use crate::aws::Side;
use crate::check::builder::check;
use crate::check::finding::Check;
use crate::command::{Command, Operation};
use crate::model::managed::{DeployedBy, management};

pub const ID: &str = "destination-pool.managed-by";
pub const TITLE: &str = "who deploys the destination pool";

pub fn managed(subject: &Subject, pool: &Value) -> Check {
    let builder = check(ID, TITLE);
    let said = subject.options().managed_by;
    let answer = said.map_or("not given", DeployedBy::key);
    let management = management(pool, said);
    let marks = management.iter().filter_map(|management| management.stack.as_deref());
    let mut evidence = vec![format!("--managed-by: {answer}")];
    evidence.extend(marks.map(|stack| format!("stack: {stack}")));
    match (management, said) {
        (Some(management), _) => {
            evidence.insert(0, format!("deployed by: {}", management.tool.title()));
            builder.warn(evidence, management.migration_trigger_warning(&subject.blueprint.function_arn()))
        }
        (None, Some(_)) => builder.pass(evidence),
        (None, None) => {
            evidence.insert(0, "deployed by: not known; nothing on the pool says so".into());
            builder.warn(evidence, how_to_know(subject))
        }
    }
}

fn how_to_know(subject: &Subject) -> String {
    let place = subject.place(Side::Destination);
    let lines = [
        "If a tool deploys this pool, its next deployment takes the trigger off again, and users who have not moved yet can no longer sign in. This tells whether a CloudFormation stack does (CDK, SAM and Amplify deploy by CloudFormation too); Terraform's own state is the only way to know about Terraform:".to_owned(),
        Command::aws(Operation::DescribeStackResources)
            .with("--physical-resource-id", &place.pool_id)
            .at(&place.profile, &place.region)
            .into(),
        "terraform state list | grep aws_cognito_user_pool".to_owned(),
        "If the first names no stack and the second no pool, no tool deploys it. Then answer: --managed-by cloudformation, --managed-by terraform or --managed-by none".to_owned(),
    ];
    lines.join("\n")
}
