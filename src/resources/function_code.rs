//! The function's zip: the same bytes from the same source, so that its hash tells whether the deployed code is current.

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use crate::aws::problem::{Problem, ProblemKind};

/// The function as it is deployed.
pub const SOURCE: &str = include_str!("../../assets/function/index.mjs");

/// The file in the zip that [`HANDLER`] names.
const FILE_NAME: &str = "index.mjs";

/// `file.export`, as Lambda names a handler.
pub const HANDLER: &str = "index.handler";

/// The zip: one file, fixed date and permissions (facts §5).
pub fn zip() -> Result<Vec<u8>, Problem> {
    pack().map_err(|error| Problem::new(ProblemKind::Local, "Could not pack the function's code.", error.to_string()))
}

fn pack() -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(FILE_NAME, options)?;
    writer.write_all(SOURCE.as_bytes())?;
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
        assert_eq!(names, ["index.mjs"]);
        assert_eq!(archive.by_index(0).unwrap().unix_mode(), Some(0o100_644));
        assert!(SOURCE.contains("export async function handler") || SOURCE.contains("export const handler"));
    }

    #[test]
    fn the_hash_is_written_as_lambda_writes_it() {
        assert_eq!(sha256(b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
