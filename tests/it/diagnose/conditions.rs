//! Our reading of a policy's conditions beside the sandbox's evaluator, on random conditions.

use std::collections::BTreeMap;

use cognito_ferry::aws::policy::conditions::{Condition, RequestContext};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// The sandbox's evaluator was written by itself; where it knows an operator, both say the same of every request that is fully known.
    #[test]
    fn the_sandbox_decides_alike(
        operator in prop::sample::select(vec![
            "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
            "Bool", "Null", "StringEqualsIfExists", "StringNotEqualsIfExists", "StringLikeIfExists", "BoolIfExists", "ArnLike",
            "ArnNotLike", "ArnEqualsIfExists",
        ]),
        key in prop::sample::select(vec!["aws:SourceAccount", "sts:ExternalId", "aws:PrincipalArn"]),
        values in prop::collection::vec("(a|b|A|\\*|\\?|true|false){1,3}", 1..3),
        actual in prop::option::of("(a|b|A|true|false){1,3}"),
    ) {
        // The sandbox compares ARNs as whole texts, so that both get whole ARNs.
        let arn = |text: &String| format!("arn:aws:iam::1:role/{text}");
        let is_arn = operator.starts_with("Arn");
        let values: Vec<String> = if is_arn { values.iter().map(arn).collect() } else { values };
        let actual = if is_arn { actual.as_ref().map(arn) } else { actual };
        let ours = Condition { operator: operator.into(), key: key.into(), values: values.clone() };
        let request = match &actual {
            Some(value) => RequestContext::default().is(key, value.clone()),
            None => RequestContext::default().without(&[key]),
        };
        let context: BTreeMap<String, String> = actual.into_iter().map(|value| (key.to_lowercase(), value)).collect();
        let theirs = cognito_sandbox::condition_holds(&serde_json::json!({ "Condition": { operator: { key: values } } }), &context).unwrap();
        prop_assert_eq!(ours.holds(&request), Some(theirs));
    }
}
