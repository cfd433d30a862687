//! Rule 2 on a real process: ended by SIGKILL at random moments of apply and of teardown, and run again each time.

use std::io::Write as _;
use std::time::{Duration, Instant};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::lab::Lab;
use crate::program::{SESSION, ferry, places, start};
use crate::snapshot::{snapshot, surplus};

/// Apply and teardown are each ended so often.
const ROUNDS: usize = 15;
const SEED: u64 = 20_261_121;

#[tokio::test]
async fn thirty_kills_are_resumed_without_duplicates_and_orphans() {
    let lab = Lab::start();
    let places = places(&lab, lab.by_username());
    let mut apply = vec!["apply", "--session", SESSION, "--yes", "--external-id", "an-external-id-that-stays-the-same-0001"];
    apply.extend(places.iter().map(String::as_str));
    let teardown = ["teardown", "--session", SESSION, "--yes"];

    let before = snapshot(&lab).await;
    let apply_takes = timed(|| drop(ferry(&lab, &apply, "").exits(0)));
    let applied = snapshot(&lab).await;
    assert_ne!(applied, before);
    let teardown_takes = timed(|| drop(ferry(&lab, &teardown, "").exits(0)));
    assert_eq!(snapshot(&lab).await, before, "apply, then teardown");

    let mut random = StdRng::seed_from_u64(SEED);
    let (mut killed, mut resumed, mut duplicates, mut orphans) = (0, 0, Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (arguments, opposite, takes, expected) in
            [(&apply[..], &teardown[..], apply_takes, &applied), (&teardown[..], &apply[..], teardown_takes, &before)]
        {
            // Quicker than its moment: back to where it began, and once more.
            while !kill_at(&lab, arguments, moment(&mut random, takes)) {
                ferry(&lab, opposite, "").exits(0);
            }
            killed += 1;
            let left = session_is_saved(&lab);
            if left || arguments[0] == "apply" {
                ferry(&lab, arguments, "").exits(0);
            }
            resumed += 1;
            let found = snapshot(&lab).await;
            let list = if arguments[0] == "apply" { &mut duplicates } else { &mut orphans };
            list.extend(surplus(&found, expected));
            assert_eq!(surplus(expected, &found), Vec::<String>::new(), "something is missing after {}", arguments[0]);
        }
    }
    // Past the harness, which keeps what a passing test prints to itself.
    let figures = format!(
        "lab, seed {SEED}: {killed} SIGKILLs ({ROUNDS} in apply, {ROUNDS} in teardown), {resumed} resumed, {} duplicates, {} orphans",
        duplicates.len(),
        orphans.len()
    );
    writeln!(std::io::stderr(), "{figures}").unwrap();
    assert_eq!((killed, resumed), (2 * ROUNDS, 2 * ROUNDS), "{figures}");
    assert_eq!((duplicates, orphans), (Vec::new(), Vec::new()));
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

/// Short of the end, which an undisturbed run reached a little earlier or later.
fn moment(random: &mut StdRng, takes: Duration) -> Duration {
    takes.mul_f64(random.random_range(0.0..0.9))
}

/// Ends the process at this moment, if it has not ended by itself: whether it did.
fn kill_at(lab: &Lab, arguments: &[&str], moment: Duration) -> bool {
    let mut process = start(lab, arguments);
    // Not a wait for something: the moment is what is random.
    std::thread::sleep(moment);
    let lives = process.try_wait().unwrap().is_none();
    process.kill().unwrap();
    process.wait().unwrap();
    lives
}

fn session_is_saved(lab: &Lab) -> bool {
    lab.directory().join("cognito-ferry/sessions").join(format!("{SESSION}.json")).exists()
}
