//! Opening accounts: identity, Region, both sides together.

use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::open::OpenAccount;
use cognito_ferry::aws::account::pair::pair;
use cognito_ferry::aws::profile::kind::ProfileKind;
use cognito_ferry::problem::ProblemKind;

use crate::env::fake_aws::{AwsFiles, FakeAws, Reply, account, account_at, identity, request};

const KEYS: &str = "[old-account]\naws_access_key_id = AKIACHOSEN\naws_secret_access_key = s\n";

fn never() -> FakeAws {
    FakeAws::new(|request| panic!("nothing may be sent: {request:?}"))
}

#[tokio::test]
async fn an_opened_account_knows_who_it_is() {
    let files = AwsFiles::new("[profile old-account]\nregion = us-gov-west-1\n", KEYS);
    let fake = FakeAws::new(|_| identity("arn:aws-us-gov:iam::111111111111:user/path/ann"));
    let account = files.open(&fake, &request("old-account")).await.unwrap();
    assert_eq!((account.side, account.profile.as_str(), account.region.as_str()), (Side::Source, "old-account", "us-gov-west-1"));
    assert_eq!(account.identity.account, "111111111111");
    assert_eq!(account.identity.arn, "arn:aws-us-gov:iam::111111111111:user/path/ann");
    assert_eq!(account.identity.partition, "aws-us-gov");
    assert_eq!(account.identity.user_id, "AIDAEXAMPLE");
    assert_eq!(account.endpoint_overrides, Vec::<String>::new());
    let seen = fake.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].uri.starts_with("https://sts.us-gov-west-1."), "{}", seen[0].uri);
    assert!(seen[0].authorization.contains("Credential=AKIACHOSEN/"), "{}", seen[0].authorization);
    assert!(seen[0].user_agent.contains("app/cognito-ferry"), "{}", seen[0].user_agent);
}

#[tokio::test]
async fn the_region_asked_for_wins_over_the_profiles() {
    let files = AwsFiles::new("[profile old-account]\nregion = eu-west-1\n", KEYS);
    let fake = FakeAws::with(|_| Reply::Silence);
    let asked = OpenAccount { region: Some("ap-south-1".into()), ..request("old-account") };
    let account = files.open(&fake, &asked).await.unwrap();
    assert_eq!(account.region, "ap-south-1");
    assert!(fake.seen()[0].uri.contains("sts.ap-south-1"), "{}", fake.seen()[0].uri);
}

#[tokio::test]
async fn a_missing_region_is_told_with_both_ways_to_name_it() {
    let files = AwsFiles::new("", KEYS).set("AWS_REGION", "");
    let problem = files.open(&never(), &request("old-account")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::MissingRegion);
    assert!(problem.remedy[0].contains("--source-region"), "{problem:?}");
    assert!(problem.remedy[1].contains("aws configure set region eu-west-1 --profile old-account"), "{problem:?}");
}

#[tokio::test]
async fn what_is_no_region_never_becomes_a_host_name() {
    let files = AwsFiles::new("", KEYS);
    for region in ["evil.example.com/", "EU-WEST-1", "eu west", "-"] {
        let asked = OpenAccount { region: Some(region.into()), ..request("old-account") };
        assert_eq!(files.open(&never(), &asked).await.unwrap_err().kind, ProblemKind::Invalid, "{region}");
    }
}

#[tokio::test]
async fn an_unknown_profile_is_told_with_the_known_ones_and_the_files() {
    let files = AwsFiles::new("[profile new-account]\nregion = eu-west-1\ncredential_process = true\n", KEYS);
    let problem = files.open(&never(), &request("old-acount")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UnknownProfile);
    assert!(problem.what.contains("old-acount"), "{problem:?}");
    assert!(problem.why.contains(&files.path("config").display().to_string()), "{problem:?}");
    assert!(problem.remedy[0].contains("new-account, old-account"), "{problem:?}");
}

#[tokio::test]
async fn a_profile_without_credentials_is_told_before_anything_is_sent() {
    let files = AwsFiles::new("[profile bare]\nregion = eu-west-1\n", "");
    let problem = files.open(&never(), &request("bare")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NoCredentials);
    assert!(problem.remedy[0].contains("aws configure sso --profile bare"), "{problem:?}");
}

#[tokio::test]
async fn practice_profiles_are_listed_and_an_unknown_one_is_refused() {
    use cognito_ferry::aws::account::{Origin, SandboxAccounts, SandboxProfile};
    let profile = SandboxProfile {
        name: "practice-old".into(),
        region: "eu-west-1".into(),
        access_key_id: "111111111111".into(),
        secret_access_key: "s".into(),
    };
    let origin = Origin::Sandbox(SandboxAccounts { http_client: never().http_client(), profiles: vec![profile] });
    let listed = origin.profiles().await.unwrap();
    assert_eq!((listed[0].name.as_str(), listed[0].kind), ("practice-old", ProfileKind::Practice));
    assert_eq!(origin.open(&request("nobody")).await.unwrap_err().kind, ProblemKind::UnknownProfile);
}

#[tokio::test]
async fn one_account_on_both_sides_is_allowed_and_said() {
    let fake = FakeAws::with(|_| Reply::Silence);
    let both = pair(account(&fake).await, account_at(&fake, Side::Destination, "eu-west-2").await).unwrap();
    assert!(both.same_account());
    assert_eq!(both.side(Side::Destination).region, "eu-west-2");
}

#[tokio::test]
async fn two_accounts_are_told_apart() {
    let fake = FakeAws::with(|_| Reply::Silence);
    let mut destination = account(&fake).await;
    destination.identity.account = "222222222222".into();
    assert!(!pair(account(&fake).await, destination).unwrap().same_account());
}

#[tokio::test]
async fn different_partitions_are_refused_by_name() {
    let fake = FakeAws::with(|_| Reply::Silence);
    let mut destination = account(&fake).await;
    destination.identity.partition = "aws-us-gov".into();
    let problem = pair(account(&fake).await, destination).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert!(problem.what.contains("aws-us-gov"), "{problem:?}");
}

#[tokio::test]
async fn partitions_without_user_pools_are_refused() {
    let fake = FakeAws::with(|_| Reply::Silence);
    for (partition, fine) in
        [("aws-cn", false), ("aws-iso", false), ("aws-iso-b", false), ("aws-eusc", true), ("aws-us-gov", true)]
    {
        let mut source = account(&fake).await;
        source.identity.partition = partition.into();
        let destination = source.clone();
        assert_eq!(pair(source, destination).is_ok(), fine, "{partition}");
    }
}
