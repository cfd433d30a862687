//! The function's zip: the same bytes from the same source, so that its hash tells whether the deployed code is current. Or the
//! team's own zip, as it was when the plan was made.

use std::io::{Cursor, Write as _};
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use crate::function::package;
use crate::function::package::finding::{Finding, Weight};
use crate::model::blueprint::Blueprint;
use crate::model::options::OwnFunction;
use crate::problem::{Problem, ProblemKind};
use crate::text::printable;

/// The function as it is deployed, by file.
pub const FILES: [(&str, &str); 5] = [
    ("index.mjs", include_str!("../../assets/function/index.mjs")),
    ("attributes.mjs", include_str!("../../assets/function/attributes.mjs")),
    ("groups.mjs", include_str!("../../assets/function/groups.mjs")),
    ("source.mjs", include_str!("../../assets/function/source.mjs")),
    ("verdicts.mjs", include_str!("../../assets/function/verdicts.mjs")),
];

/// `file.export` of our function, as Lambda names a handler.
pub const HANDLER: &str = "index.handler";

/// What is deployed.
///
/// # Errors
/// The team's own zip cannot be read, or is another than when the plan was made.
pub fn deployed(blueprint: &Blueprint) -> Result<Vec<u8>, Problem> {
    let Some(own) = &blueprint.options().own_function else { return zip() };
    let zip = read_own(own)?;
    if blueprint.spec.own_code_sha256.as_ref() == Some(&sha256(&zip)) {
        return Ok(zip);
    }
    let what = format!("The function's code {} is not the one that was planned.", own.zip.display());
    Err(Problem::new(ProblemKind::Local, what, "It was changed after the plan was made.").remedy("Make the plan again."))
}

/// The hash of what is to be deployed.
pub fn expected_sha256(blueprint: &Blueprint) -> String {
    // Our code is part of the program: packed and hashed once.
    static OURS: OnceLock<String> = OnceLock::new();
    let ours = || OURS.get_or_init(|| zip().map(|zip| sha256(&zip)).unwrap_or_default()).clone();
    blueprint.spec.own_code_sha256.clone().unwrap_or_else(ours)
}

/// The team's own zip.
///
/// # Errors
/// It cannot be read.
pub fn read_own(own: &OwnFunction) -> Result<Vec<u8>, Problem> {
    std::fs::read(&own.zip)
        .map_err(|error| refused(own, error.to_string()).remedy("Give the zip that Lambda shall run: --function-zip FILE"))
}

/// What is to be known of the team's own zip before anything is made.
///
/// # Errors
/// It cannot run, or Lambda would refuse it.
pub fn notes_on(zip: &[u8], own: &OwnFunction, runtime: &str) -> Result<Vec<String>, Problem> {
    let today = jiff::Zoned::now().date();
    let (certain, others): (Vec<Finding>, Vec<Finding>) =
        package::look(zip, &own.handler, runtime, today).into_iter().partition(|finding| finding.weight == Weight::Certain);
    if certain.is_empty() {
        return Ok(others
            .into_iter()
            .map(|finding| printable(&format!("{} {}", finding.what, finding.remedy)).into_owned())
            .collect());
    }
    let why = certain.iter().map(|finding| printable(&finding.what)).collect::<Vec<_>>().join("\n");
    Err(certain.iter().fold(refused(own, why), |problem, finding| problem.remedy(printable(&finding.remedy))))
}

fn refused(own: &OwnFunction, why: String) -> Problem {
    Problem::new(ProblemKind::Local, format!("The function's code {} cannot be used.", own.zip.display()), why)
}

/// Our zip: fixed order, date and permissions (facts §5).
pub fn zip() -> Result<Vec<u8>, Problem> {
    pack().map_err(|error| Problem::new(ProblemKind::Local, "Could not pack the function's code.", error.to_string()))
}

fn pack() -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, source) in FILES {
        writer.start_file(name, options)?;
        writer.write_all(source.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

/// CodeSha256 as Lambda tells it: the zip's SHA-256 in base64.
pub fn sha256(zip: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(zip))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_source_gives_the_same_zip() {
        assert_eq!(zip().unwrap(), zip().unwrap());
    }

    #[test]
    fn the_zip_holds_the_handler_that_lambda_is_told() {
        let mut archive = zip::ZipArchive::new(Cursor::new(zip().unwrap())).unwrap();
        let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, FILES.map(|(name, _)| name));
        assert_eq!(archive.by_index(0).unwrap().unix_mode(), Some(0o100_644));
        assert!(FILES[0].0 == "index.mjs" && FILES[0].1.contains("export async function handler"));
    }

    #[test]
    fn every_file_that_the_function_imports_is_in_the_zip_and_no_other() {
        let imported: std::collections::BTreeSet<&str> = FILES
            .iter()
            .flat_map(|(_, source)| source.split("from \"./").skip(1))
            .filter_map(|rest| rest.split('"').next())
            .chain(["index.mjs"])
            .collect();
        assert_eq!(imported, FILES.map(|(name, _)| name).into());
    }

    #[test]
    fn what_is_no_zip_is_refused_with_its_name() {
        let directory = tempfile::tempdir().unwrap();
        let own = |name: &str| OwnFunction {
            zip: directory.path().join(name),
            handler: "app.handler".into(),
            variables: Default::default(),
            policy: None,
        };
        assert!(notes_on(b"print('hello')", &own("app.py"), "nodejs24.x").unwrap_err().why.contains("no zip"));
        assert!(read_own(&own("absent.zip")).unwrap_err().what.contains("absent.zip"));
        std::fs::write(directory.path().join("app.zip"), zip().unwrap()).unwrap();
        let bytes = read_own(&own("app.zip")).unwrap();
        assert_eq!(bytes, zip().unwrap());
        let problem = notes_on(&bytes, &own("app.zip"), "nodejs24.x").unwrap_err();
        assert!(problem.why.contains("no app.js") && problem.what.contains("app.zip"), "{problem:?}");
        let ours = OwnFunction { handler: HANDLER.into(), ..own("app.zip") };
        assert_eq!(notes_on(&bytes, &ours, "nodejs24.x").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn the_hash_is_written_as_lambda_writes_it() {
        assert_eq!(sha256(b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
