//! Two pools that one emulator made, with nothing set but what must be: `""`, `[]`, `{}` and `null` stand where AWS leaves a member out,
//! and members settle by themselves. The program sets both up, proves it and takes all of it back.

use crate::lab::Lab;
use crate::program::{migrate, resume, sign_in};
use crate::snapshot::snapshot;

#[tokio::test]
async fn two_fresh_pools_of_ministack_are_set_up_proven_and_taken_back() {
    for pair in [Lab::by_username, Lab::by_email] {
        let lab = Lab::on_ministack_alone();
        // What the password policy's successor of it says is all that MiniStack keeps, once the pool was updated.
        let former = ",\"UnusedAccountValidityDays\":7";
        let before: Vec<String> = snapshot(&lab).await;
        let edited = format!("destination {} DescribeUserPool: ", pair(&lab).1.id);
        let expected = before.into_iter().map(|line| match line.starts_with(&edited) {
            true => line.replace(former, ""),
            false => line,
        });
        let expected: Vec<String> = expected.collect();
        let started = std::time::Instant::now();
        migrate(&lab, "apply", pair(&lab), &["--yes"]).exits(0).says("6 created, 2 updated");
        assert!(started.elapsed().as_secs() < 100, "it waited for what will never come");

        resume(&lab, "verify", &[]).exits(0).says(" passed, 0 failed, 0 skipped");
        resume(&lab, "apply", &["--yes"]).exits(0).says("No changes");
        let somebody = &pair(&lab).0.users[0];
        sign_in(&lab, &somebody.name, "Not-The-Password-1", &[]).exits(1).says("cause: wrong-password");
        sign_in(&lab, &somebody.name, &somebody.password, &[]).exits(0).says("the user was migrated with the password");
        resume(&lab, "sign-in", &["--username", &somebody.name, "--remove-user", "--yes"]).exits(0);

        resume(&lab, "teardown", &["--yes"]).exits(0).says("6 deleted, 2 set back");
        assert_eq!(snapshot(&lab).await, expected);
    }
}
