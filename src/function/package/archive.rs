//! The zip itself: what files it holds, and what is in them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use super::finding::Finding;

/// A zip that can be read.
pub(super) struct Package<'a> {
    zip: &'a [u8],
    /// Permissions by name, where the zip has them.
    pub(super) files: BTreeMap<String, Option<u32>>,
}

impl<'a> Package<'a> {
    pub(super) fn open(zip: &'a [u8]) -> Result<Self, Finding> {
        let refused = |what: String| Finding::certain(what, "Give the zip that Lambda shall run: --function-zip FILE");
        if zip.len() > LARGEST {
            return Err(refused(format!("The zip has {} bytes; Lambda accepts {LARGEST} in a request.", zip.len())));
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(zip)).map_err(|error| refused(format!("It is no zip: {error}")))?;
        let (mut files, mut unpacked) = (BTreeMap::new(), 0_u64);
        for index in 0..archive.len() {
            let file = archive.by_index_raw(index).map_err(|error| refused(format!("The zip is damaged: {error}")))?;
            unpacked = unpacked.saturating_add(file.size());
            if file.is_file() {
                let name = file.name().map_err(|error| refused(format!("The zip is damaged: {error}")))?.into_owned();
                files.insert(name, file.unix_mode());
            }
        }
        if unpacked > LARGEST_UNPACKED {
            return Err(refused(format!("Unpacked the zip has {unpacked} bytes; Lambda accepts {LARGEST_UNPACKED}.")));
        }
        Ok(Self { zip, files })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    pub(super) fn has_folder(&self, name: &str) -> bool {
        let begin = format!("{name}/");
        self.files.range(begin.clone()..).next().is_some_and(|(file, _)| file.starts_with(&begin))
    }

    /// The first of these that is there.
    pub(super) fn first(&self, names: &[String]) -> Option<String> {
        names.iter().find(|name| self.has(name)).cloned()
    }

    /// What is in a file, as far as it is text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(self.zip)).ok()?;
        let mut bytes = Vec::new();
        archive.by_name(name).ok()?.take(READ).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The folder that everything is in, where there is one.
    pub(super) fn single_folder(&self) -> Option<&str> {
        let mut folders = self.files.keys().filter(|name| !name.starts_with("__MACOSX/")).map(|name| name.split_once('/'));
        let (folder, _) = folders.next()??;
        folders.all(|name| name.is_some_and(|(other, _)| other == folder)).then_some(folder)
    }

    /// Lambda runs as another user than the one who packed the zip.
    pub(super) fn unreadable(&self, name: &str) -> Option<Finding> {
        let mode = (*self.files.get(name)?)?;
        (mode & 0o777 != 0 && mode & 0o004 == 0).then(|| {
            let what = format!("Only its owner may read {name} (mode {:o}), and Lambda runs as another user.", mode & 0o777);
            Finding::likely(what, "Make the files readable for everyone before packing: chmod -R a+rX .")
        })
    }
}

/// The file that Lambda looks for is not there: a folder was zipped, or it has another name.
pub(super) fn missing(package: &Package<'_>, handler: &str, wanted: &[String]) -> Finding {
    let wanted_first = wanted.first().map_or(handler, String::as_str);
    if let Some(folder) = package.single_folder() {
        let within: Vec<String> = wanted.iter().map(|name| format!("{folder}/{name}")).collect();
        if let Some(found) = package.first(&within) {
            let what = format!("{found} is in a folder: Lambda looks for {wanted_first} at the top of the zip.");
            let remedy = format!("Zip what is in the folder, not the folder: cd {folder} && zip -r ../function.zip .");
            return Finding::certain(what, remedy);
        }
    }
    let code = package.files.keys().filter(|name| {
        let packed = ["node_modules/", "__MACOSX/", ".git/"].iter().any(|folder| name.contains(folder));
        !packed && [".js", ".mjs", ".cjs", ".py", ".ts"].iter().any(|end| name.ends_with(end))
    });
    let code: Vec<&str> = code.map(String::as_str).take(5).collect();
    let there = if code.is_empty() { "It holds no code.".to_owned() } else { format!("It holds {}.", code.join(", ")) };
    let what = format!("The zip has no {wanted_first} for the handler {handler}. {there}");
    Finding::certain(what, "Name the handler as the zip has it, file.function: --function-handler")
}

/// Bytes of a zip in a request, and of all its files together (facts §5; the guide's page gettingstarted-limits.html).
pub(super) const LARGEST: usize = 50 * 1024 * 1024;

const LARGEST_UNPACKED: u64 = 250 * 1024 * 1024;

/// Bytes of one file that are looked into: bundles are as large as that at most.
const READ: u64 = 8 * 1024 * 1024;
