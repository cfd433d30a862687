//! The faults that published handlers and tools for the UserMigration trigger have, each with the tests that such a fault would fail here.
//! The list is held to the sources: a test that is gone, or was renamed, is missed.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

/// A file and the tests in it, by the texts that they are declared with.
type Proof = (&'static str, &'static [&'static str]);

const FAULTS: &[(&str, &[Proof])] = &[
    (
        "a temporary password becomes a lasting one",
        &[
            (
                "assets/function/test/sign-in.test.mjs",
                &["a temporary password is never CONFIRMED, and the user is not even read"],
            ),
            (
                "tests/function_states/rows.rs",
                &["refused(\"temporary password\", \"temporary@example.org\", \"challenge:NEW_PASSWORD_REQUIRED\")"],
            ),
            ("tests/lab/states.rs", &["(\"temporary\", Some(PASSWORD), \"refused\", \"challenge:NEW_PASSWORD_REQUIRED\", 1)"]),
        ],
    ),
    (
        "a disabled user comes in by a forgotten password",
        &[
            (
                "assets/function/test/forgot-password.test.mjs",
                &["a disabled user is refused", "a user whose being enabled is not told is refused"],
            ),
            ("tests/function_states/rows.rs", &["no_code(\"disabled\", \"disabled@example.org\", \"user-disabled\")"]),
            ("tests/lab/states.rs", &["(\"disabled\", None, \"refused\", \"user-disabled\", 1)"]),
        ],
    ),
    (
        "an address is called verified that never was",
        &[
            ("assets/function/test/sign-in.test.mjs", &["email_verified=false stays false, and one that is absent stays absent"]),
            ("tests/function_states/main.rs", &["fn addresses_are_as_verified_as_they_were()"]),
        ],
    ),
    (
        "sub, identities or cognito:* are handed over, and the migration fails",
        &[
            ("assets/function/test/sign-in.test.mjs", &["sub, identities, cognito:* and username never reach the destination"]),
            ("tests/function_states/main.rs", &["fn a_user_arrives_with_what_the_destination_takes_and_nothing_else()"]),
        ],
    ),
    (
        "only the first page of pools, app clients or users is seen",
        &[
            ("tests/sign_in_story/pools.rs", &["fn more_pools_and_app_clients_than_a_page_holds_are_all_listed()"]),
            ("crates/cognito-sandbox/tests/it/cognito/sdk.rs", &["fn the_sdks_paginator_walks_all_pages()"]),
        ],
    ),
    (
        "ten groups are copied, and those without precedence, description or role are lost",
        &[
            ("tests/groups/plan.rs", &["fn more_groups_than_a_page_go_over_with_all_that_they_have_and_lack()"]),
            (
                "tests/groups/crowd.rs",
                &["fn a_thousand_users_in_forty_groups_are_equal_on_both_sides_after_a_sweep_interrupted_twice()"],
            ),
        ],
    ),
    (
        "groups are copied at every sign-in, forever",
        &[
            (
                "assets/function/test/groups.test.mjs",
                &["a sign-in of anybody without a mark makes no call at all", "more groups than a page holds come along"],
            ),
            (
                "tests/groups/first_sign_in.rs",
                &[
                    "fn later_sign_ins_and_those_of_others_make_no_call()",
                    "fn it_happens_once_and_never_undoes_what_an_administrator_does_later()",
                ],
            ),
        ],
    ),
    (
        "a wrong password costs more than one call",
        &[
            ("assets/function/test/sign-in.test.mjs", &["a wrong password costs exactly one call of a warm function"]),
            ("tests/lab/states.rs", &["(\"anna\", Some(\"Not-The-Password-1\"), \"refused\", \"wrong-password\", 1)"]),
        ],
    ),
    (
        "every sign-in assumes the role anew",
        &[
            (
                "assets/function/test/role-session.test.mjs",
                &[
                    "the second sign-in makes no AssumeRole and no new client",
                    "concurrent cold invocations share one AssumeRole, and one of them counts it",
                ],
            ),
            ("tests/lab/states.rs", &["(\"anna\", Some(\"Heron-Lake-4711\"), \"migrated\", \"migrated\", 1)"]),
        ],
    ),
    (
        "credentials run out in the middle of a sign-in",
        &[(
            "assets/function/test/role-session.test.mjs",
            &[
                "credentials are renewed before they expire",
                "a sign-in at any minute of six hours uses credentials with at least five minutes left",
            ],
        )],
    ),
    (
        "a password, a token or an address is in the log",
        &[
            ("assets/function/test/states.test.mjs", &["shows nothing private in the log or the error"]),
            ("tests/function_states/main.rs", &["fn the_log_of_all_states_holds_nothing_private()"]),
            ("tests/lab/states.rs", &["is in the log"]),
        ],
    ),
    (
        "UpdateUserPool or UpdateUserPoolClient resets what it was not told",
        &[
            ("tests/lossless/edits.rs", &["fn a_member_that_no_sdk_knows_survives()"]),
            (
                "tests/lossless/round_trips.rs",
                &[
                    "fn whatever_a_pool_holds_only_its_trigger_changes_and_teardown_takes_it_back()",
                    "fn whatever_a_client_holds_only_its_flows_change_and_teardown_takes_them_back()",
                ],
            ),
            ("tests/lab/migration.rs", &["fn apply_changes_the_pool_and_its_client_in_one_field_each()"]),
        ],
    ),
    (
        "taking it back resets the pool",
        &[("tests/lab/torn_down.rs", &["fn apply_then_teardown_leaves_both_accounts_as_they_were()"])],
    ),
    (
        "a refused sign-in ends the process, and the next person waits for a cold start",
        &[(
            "assets/function/test/sign-in.test.mjs",
            &["whoever was refused or failed before, the next one signs in, in the same process and with the same client"],
        )],
    ),
    (
        "a second factor is dropped silently",
        &[
            (
                "assets/function/stage/states.mjs",
                &["...CHALLENGES.map((name) => [`challenge ${name}`, challenge(name), refused(`challenge:${name}`), 2])"],
            ),
            (
                "tests/function_states/rows.rs",
                &["refused(\"MFA by an app\", \"totp@example.org\", \"challenge:SOFTWARE_TOKEN_MFA\")"],
            ),
            ("tests/lab/states.rs", &["(\"mfa\", Some(PASSWORD), \"refused\", \"challenge:SOFTWARE_TOKEN_MFA\", 1)"]),
        ],
    ),
    (
        "AWS's own words reach the person",
        &[("assets/function/test/states.test.mjs", &["is ${expected.outcome}, as the caller sees it"])],
    ),
];

/// As one line, so that a declaration that rustfmt has broken is found too.
fn flat(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(").replace(", )", ")").replace(" )", ")")
}

#[test]
fn every_fault_of_the_peers_has_a_test_that_it_would_fail() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut missed = Vec::new();
    for (fault, proofs) in FAULTS {
        assert!(!proofs.is_empty(), "{fault}");
        for (file, tests) in *proofs {
            let source = flat(&fs::read_to_string(root.join(file)).unwrap_or_default());
            missed
                .extend(tests.iter().filter(|test| !source.contains(&flat(test))).map(|test| format!("{fault}: {file}: {test}")));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
