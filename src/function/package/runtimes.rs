//! Lambda's managed runtimes for Node.js and Python and how long they last, as the developer guide's page lambda-runtimes.html has them
//! (tables "Supported runtimes" and "Deprecated runtimes", read on 2026-11-28). AWS moves these dates, later as a rule.

use jiff::civil::{Date, date};

use crate::function::package::finding::Finding;

/// From when a runtime is deprecated, and from when no function can be made with it.
#[derive(Debug, Clone, Copy)]
struct Lifetime {
    name: &'static str,
    deprecated: Date,
    no_creation: Date,
}

const fn lives(name: &'static str, deprecated: Date, no_creation: Date) -> Lifetime {
    Lifetime { name, deprecated, no_creation }
}

const LIFETIMES: [Lifetime; 24] = [
    lives("nodejs24.x", date(2028, 4, 30), date(2028, 6, 1)),
    lives("nodejs22.x", date(2027, 4, 30), date(2027, 6, 1)),
    lives("nodejs20.x", date(2026, 4, 30), date(2027, 2, 1)),
    lives("nodejs18.x", date(2025, 9, 1), date(2027, 2, 1)),
    lives("nodejs16.x", date(2024, 6, 12), date(2027, 2, 1)),
    lives("nodejs14.x", date(2023, 12, 4), date(2024, 1, 9)),
    lives("nodejs12.x", date(2023, 3, 31), date(2023, 3, 31)),
    lives("nodejs10.x", date(2021, 7, 30), date(2021, 7, 30)),
    lives("nodejs8.10", date(2020, 3, 6), date(2020, 2, 4)),
    lives("nodejs6.10", date(2019, 8, 12), date(2019, 7, 12)),
    lives("nodejs4.3", date(2020, 3, 5), date(2020, 2, 3)),
    lives("nodejs", date(2016, 8, 30), date(2016, 9, 30)),
    lives("python3.14", date(2029, 6, 30), date(2029, 7, 31)),
    lives("python3.13", date(2029, 6, 30), date(2029, 7, 31)),
    lives("python3.12", date(2028, 10, 31), date(2028, 11, 30)),
    lives("python3.11", date(2027, 6, 30), date(2027, 7, 31)),
    lives("python3.10", date(2026, 10, 31), date(2027, 2, 1)),
    lives("python3.9", date(2025, 12, 15), date(2027, 2, 1)),
    lives("python3.8", date(2024, 10, 14), date(2027, 2, 1)),
    lives("python3.7", date(2023, 12, 4), date(2024, 1, 9)),
    lives("python3.6", date(2022, 7, 18), date(2022, 7, 18)),
    lives("python2.7", date(2021, 7, 15), date(2021, 7, 15)),
    // Announced for November 2026, with no dates yet.
    lives("nodejs26.x", Date::MAX, Date::MAX),
    lives("python3.15", Date::MAX, Date::MAX),
];

/// What is to be said of a runtime on this day. Runtimes of other languages are Lambda's to judge.
pub fn look(runtime: &str, today: Date) -> Option<Finding> {
    let ours = ["nodejs", "python"].iter().any(|language| runtime.starts_with(language));
    let newest = if runtime.starts_with("python") { "python3.14" } else { "nodejs24.x" };
    let remedy = format!("Choose one that lasts: --function-runtime {newest}");
    let Some(lifetime) = LIFETIMES.iter().find(|lifetime| lifetime.name == runtime) else {
        let what = format!("Lambda's documentation lists no runtime {runtime}.");
        return ours.then(|| Finding::note(what, remedy));
    };
    if today >= lifetime.no_creation {
        let what = format!("Lambda makes no function with {runtime} any more, since {}.", lifetime.no_creation);
        return Some(Finding::certain(what, remedy));
    }
    (today >= lifetime.deprecated).then(|| {
        let (since, until) = (lifetime.deprecated, lifetime.no_creation);
        let what = format!("The runtime {runtime} is deprecated since {since}; from {until} on no function can be made with it.");
        Finding::note(what, remedy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::package::finding::Weight;

    #[test]
    fn each_phase_of_a_runtime_is_told_by_its_dates() {
        let today = date(2026, 11, 28);
        let weight = |runtime, today| look(runtime, today).map(|finding| finding.weight);
        for (runtime, expected) in [
            ("nodejs24.x", None),
            ("python3.14", None),
            ("nodejs26.x", None),
            ("java21", None),
            ("provided.al2023", None),
            ("nodejs20.x", Some(Weight::Note)),
            ("python3.10", Some(Weight::Note)),
            ("nodejs16.x", Some(Weight::Note)),
            ("nodejs14.x", Some(Weight::Certain)),
            ("python3.7", Some(Weight::Certain)),
            ("nodejs23.x", Some(Weight::Note)),
            ("python4", Some(Weight::Note)),
        ] {
            assert_eq!(weight(runtime, today), expected, "{runtime}");
        }
        assert_eq!(weight("nodejs20.x", date(2026, 4, 29)), None);
        assert_eq!(weight("nodejs20.x", date(2027, 2, 1)), Some(Weight::Certain));
    }
}
