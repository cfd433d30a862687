//! What surrounds a profile: its Region from elsewhere, FIPS and dual-stack, the certificates that are trusted, where the files are.

use cognito_ferry::aws::account::open::{Environment, open_profile};
use cognito_ferry::aws::profile::list::list_in;
use cognito_ferry::problem::{Problem, ProblemKind};

use crate::env::fake_aws::{AwsFiles, FakeAws, Reply, request};

const KEYS: &str = "[p]\naws_access_key_id = A\naws_secret_access_key = s\n";

#[tokio::test]
async fn a_profile_without_a_region_takes_the_environments_and_says_so() {
    let config = "[profile own]\nregion = eu-west-1\naws_access_key_id = A\naws_secret_access_key = s\n[profile role]\nrole_arn = arn\nsource_profile = own\n";
    for (variables, from) in [
        (&[("AWS_REGION", "us-east-1"), ("AWS_DEFAULT_REGION", "us-east-2")][..], Some(("us-east-1", "AWS_REGION"))),
        (&[("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "us-east-2")], Some(("us-east-2", "AWS_DEFAULT_REGION"))),
        (&[], None),
    ] {
        let files = variables.iter().fold(AwsFiles::new(config, KEYS), |files, (name, value)| files.set(name, value));
        let profiles = list_in(&files.env()).await.unwrap();
        let region = |name: &str| {
            let profile = profiles.iter().find(|profile| profile.name == name).unwrap();
            profile.region.clone().map(|region| (region, profile.region_from.clone()))
        };
        assert_eq!(region("own"), Some(("eu-west-1".into(), None)), "the profile's own wins");
        let expected = from.map(|(region, from)| (region.to_owned(), Some(from.to_owned())));
        assert_eq!(region("p"), expected);
        assert_eq!(region("role"), expected.or(Some(("eu-west-1".into(), Some("profile own".into())))));
    }
    let files = AwsFiles::new("", KEYS).set("AWS_DEFAULT_REGION", "ap-south-1");
    let account = files.open(&FakeAws::with(|_| Reply::Silence), &request("p")).await.unwrap();
    assert_eq!(account.region, "ap-south-1");
}

#[tokio::test]
async fn a_comment_behind_a_region_is_told_as_what_it_is() {
    let files = AwsFiles::new("[profile p]\nregion = eu-west-1 # home\n", KEYS);
    let problem = files.open(&FakeAws::with(|_| Reply::Silence), &request("p")).await.unwrap_err();
    assert!(problem.what.contains("eu-west-1 # home") && problem.remedy[0].contains("comment"), "{problem:?}");
}

#[tokio::test]
async fn fips_and_dual_stack_are_used_and_named_by_where_they_are_asked_for() {
    let files = AwsFiles::new("[profile p]\nregion = us-east-1\nuse_fips_endpoint = TRUE\n", KEYS)
        .set("AWS_USE_DUALSTACK_ENDPOINT", "true");
    let fake = FakeAws::with(|_| Reply::Silence);
    let account = files.open(&fake, &request("p")).await.unwrap();
    assert_eq!(
        account.endpoint_variants,
        ["FIPS endpoints (profile p, use_fips_endpoint)", "dual-stack endpoints (environment, AWS_USE_DUALSTACK_ENDPOINT)"]
    );
    assert!(fake.seen()[0].uri.contains("sts-fips"), "{}", fake.seen()[0].uri);
    let files = files.set("AWS_USE_FIPS_ENDPOINT", "false").set("AWS_USE_DUALSTACK_ENDPOINT", "false");
    let account = files.open(&fake, &request("p")).await.unwrap();
    assert!(account.endpoint_variants.is_empty(), "the environment wins: {:?}", account.endpoint_variants);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_does_not_exist_names_the_variant_in_force() {
    let files = AwsFiles::new("[profile p]\nregion = eu-west-1\nuse_fips_endpoint = true\n", KEYS);
    let fake = FakeAws::new(|_| Reply::Broken("dns error: failed to lookup address information".into()));
    let problem = files.open(&fake, &request("p")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Network);
    assert!(problem.lines().join("\n").contains("FIPS endpoints (profile p, use_fips_endpoint)"), "{problem:?}");
}

async fn trusting(files: &AwsFiles) -> Problem {
    open_profile(&Environment { env: files.env(), http_client: None }, &request("p")).await.unwrap_err()
}

#[tokio::test]
async fn a_certificate_bundle_that_is_not_there_or_holds_none_is_named_with_where_it_is_set() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bundle.pem");
    let config = |bundle: &str| AwsFiles::new(&format!("[profile p]\nregion = eu-west-1\n{bundle}"), KEYS);
    let in_profile = config(&format!("ca_bundle = {}\n", path.display()));
    let in_environment = config("ca_bundle = /nowhere/other.pem\n").set("AWS_CA_BUNDLE", &path.display().to_string());
    for (content, said) in [
        (None, "No such file"),
        (Some("not a certificate"), "holds no certificate"),
        (Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "holds no certificate"),
    ] {
        if let Some(content) = content {
            std::fs::write(&path, content).unwrap();
        }
        for (files, set_in) in [(&in_profile, "ca_bundle of profile p"), (&in_environment, "AWS_CA_BUNDLE")] {
            let problem = trusting(files).await;
            assert_eq!(problem.kind, ProblemKind::Local, "{problem:?}");
            assert!(problem.what.contains(set_in) && problem.why.contains(said), "{problem:?}");
            assert!(problem.why.contains(&path.display().to_string()), "{problem:?}");
        }
    }
}

#[tokio::test]
async fn files_are_found_by_variables_with_a_home_and_with_names_in_them() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("mine"), "[profile found]\nregion = eu-west-1\n").unwrap();
    let directory = home.path().display().to_string();
    for path in ["~/mine", "$HOME/mine", "${PLACE}/mine"] {
        let env = aws_types::os_shim_internal::Env::from_slice(&[
            ("HOME", &directory),
            ("PLACE", &directory),
            ("AWS_CONFIG_FILE", path),
        ]);
        assert_eq!(list_in(&env).await.unwrap()[0].name, "found", "{path}");
    }
    let env = aws_types::os_shim_internal::Env::from_slice(&[("HOME", &directory), ("AWS_CONFIG_FILE", "$NOWHERE/mine")]);
    assert!(list_in(&env).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_services_section_that_is_not_there_never_leads_to_aws_in_silence() {
    let files = AwsFiles::new("[profile p]\nregion = eu-west-1\nservices = gone\n", KEYS);
    let problem = files.open(&FakeAws::new(|request| panic!("{request:?}")), &request("p")).await.unwrap_err();
    assert!(problem.why.contains("[services gone]"), "{problem:?}");
}
