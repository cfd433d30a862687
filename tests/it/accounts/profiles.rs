//! The list of profiles, and files that cannot be read.

use cognito_ferry::aws::profile::kind::ProfileKind;
use cognito_ferry::aws::profile::list::list_in;
use cognito_ferry::problem::ProblemKind;

use crate::env::fake_aws::{AwsFiles, FakeAws, Reply, request};

#[tokio::test]
async fn every_kind_of_profile_is_recognised() {
    let files = AwsFiles::new(
        "[default]\nregion = eu-west-1\n\
         [profile sso]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Admin\nregion = eu-west-2\n\
         [profile old-sso]\nsso_start_url = https://example.com\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n\
         [sso-session corp]\nsso_start_url = https://example.com\nsso_region = eu-west-1\n\
         [profile role]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = default\n\
         [profile web]\nrole_arn = arn:aws:iam::1:role/r\nweb_identity_token_file = /tmp/token\n\
         [profile process]\ncredential_process = /bin/true\n\
         [profile console]\nlogin_session = arn:aws:iam::111111111111:user/ann\n\
         [profile empty]\nregion = eu-west-3\n",
        "[default]\naws_access_key_id = AKIA\naws_secret_access_key = s\n[only-keys]\naws_access_key_id = A\naws_secret_access_key = s\n",
    );
    let profiles = list_in(&files.env()).await.unwrap();
    let kinds: Vec<(&str, ProfileKind)> = profiles.iter().map(|profile| (profile.name.as_str(), profile.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("default", ProfileKind::Keys),
            ("console", ProfileKind::Login),
            ("empty", ProfileKind::Unknown),
            ("old-sso", ProfileKind::Sso),
            ("only-keys", ProfileKind::Keys),
            ("process", ProfileKind::Process),
            ("role", ProfileKind::AssumeRole),
            ("sso", ProfileKind::Sso),
            ("web", ProfileKind::WebIdentity),
        ]
    );
}

#[tokio::test]
async fn region_and_device_are_followed_through_source_profiles() {
    let files = AwsFiles::new(
        "[profile top]\nrole_arn = arn:aws:iam::1:role/top\nsource_profile = middle\n\
         [profile middle]\nrole_arn = arn:aws:iam::1:role/middle\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/ann\n\
         [profile base]\nregion = eu-central-1\naws_access_key_id = A\naws_secret_access_key = s\n",
        "",
    );
    let profiles = list_in(&files.env()).await.unwrap();
    let top = profiles.iter().find(|profile| profile.name == "top").unwrap();
    assert_eq!(top.region.as_deref(), Some("eu-central-1"));
    assert_eq!(top.mfa_serial.as_deref(), Some("arn:aws:iam::1:mfa/ann"));
    let base = profiles.iter().find(|profile| profile.name == "base").unwrap();
    assert_eq!(base.mfa_serial, None);
}

#[tokio::test]
async fn no_files_are_an_empty_list() {
    let files = AwsFiles::new("", "");
    std::fs::remove_file(files.path("config")).unwrap();
    std::fs::remove_file(files.path("credentials")).unwrap();
    assert_eq!(list_in(&files.env()).await.unwrap(), []);
}

#[tokio::test]
async fn files_are_found_below_home_where_nothing_else_is_said() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    std::fs::write(home.path().join(".aws/config"), "[profile at-home]\nregion = eu-west-1\n").unwrap();
    let env = aws_types::os_shim_internal::Env::from_slice(&[("HOME", home.path().to_str().unwrap())]);
    assert_eq!(list_in(&env).await.unwrap()[0].name, "at-home");
}

#[tokio::test]
async fn a_broken_section_is_named_with_its_line_and_costs_only_itself() {
    let files = AwsFiles::new(
        "[profile good]\nregion = eu-west-1\n[profile broken\nregion = eu-west-2\n[profile twice]\na = 1\na = 2\n",
        "[good]\naws_access_key_id = A\naws_secret_access_key = s\n",
    );
    let profiles = list_in(&files.env()).await.unwrap();
    let reason = |name: &str| profiles.iter().find(|profile| profile.name.ends_with(name)).unwrap().unusable.clone();
    assert_eq!(reason("good"), None);
    for (name, said) in [("broken", "Line 3 of"), ("twice", "Line 7 of"), ("twice", "a second time: it is in line 6 too")] {
        let reason = reason(name).unwrap();
        assert!(reason.contains(said) && reason.contains(&files.path("config").display().to_string()), "{reason}");
    }
    files.open(&FakeAws::with(|_| Reply::Silence), &request("good")).await.unwrap();
    let problem = files.open(&FakeAws::with(|_| Reply::Silence), &request("twice")).await.unwrap_err();
    assert!(problem.why.contains("Line 7"), "{problem:?}");
}

#[tokio::test]
async fn what_the_aws_cli_does_not_take_for_a_profile_is_listed_with_what_is_wrong_with_it() {
    let files = AwsFiles::new(
        "[Profile a]\n[b]\n[profile my team]\n[profile 'c]\n[profile]\n[plugins]\n[sso-session]\n[ profile d]\n",
        "",
    );
    let profiles = list_in(&files.env()).await.unwrap();
    let reasons: Vec<(&str, &str)> =
        profiles.iter().map(|profile| (profile.name.as_str(), profile.unusable.as_deref().unwrap_or_default())).collect();
    assert_eq!(reasons.len(), 6, "{reasons:?}");
    for (name, said) in [
        ("a", "must begin with profile in small letters, as in [profile a]"),
        ("b", "as in [profile b]"),
        ("my team", "as in [profile \"my team\"]"),
        ("'c", "a quote is never closed"),
        ("profile", "the name is missing"),
        ("d", "[ profile d]"),
    ] {
        assert!(reasons.iter().any(|(listed, reason)| *listed == name && reason.contains(said)), "{name}: {reasons:?}");
    }
    let problem = files.open(&FakeAws::with(|_| Reply::Silence), &request("nobody")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UnknownProfile);
    assert!(problem.remedy.iter().any(|action| action.contains("b cannot be used as it is")), "{problem:?}");
}

#[tokio::test]
async fn names_that_aws_configure_writes_are_read_and_open() {
    let files = AwsFiles::new(
        "[profile 'my team']\nregion = eu-west-1\n[profile jörg]\nregion = eu-west-1\n[profile \"it's\"]\nregion = eu-west-1\n",
        "[my team]\naws_access_key_id = A\naws_secret_access_key = s\n[jörg]\naws_access_key_id = A\naws_secret_access_key = s\n\
         [it's]\naws_access_key_id = A\naws_secret_access_key = s\n",
    );
    for name in ["my team", "jörg", "it's"] {
        files.open(&FakeAws::with(|_| Reply::Silence), &request(name)).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_is_no_text_is_named_instead_of_taken_for_empty() {
    let files = AwsFiles::new("", "");
    std::fs::write(files.path("credentials"), [0xff, 0xfe, 0x00]).unwrap();
    let problem = list_in(&files.env()).await.unwrap_err();
    assert!(problem.what.contains(&files.path("credentials").display().to_string()), "{problem:?}");
    assert!(problem.why.contains("UTF-8"), "{problem:?}");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named_instead_of_taken_for_empty() {
    let files = AwsFiles::new("", "");
    std::fs::remove_file(files.path("config")).unwrap();
    std::fs::create_dir(files.path("config")).unwrap();
    let problem = list_in(&files.env()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Local);
    assert!(problem.what.contains("config"), "{problem:?}");
}
