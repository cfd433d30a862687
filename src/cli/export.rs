//! `export`: who is left in the source, as a CSV file for a user import job. The one command that writes people's data to a disk, because
//! it was asked to.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use async_trait::async_trait;
use serde_json::json;

use super::arguments::Arguments;
use super::connect::{self, Connected};
use super::exit::Exit;
use super::output;
use super::progress_bar::Meter;
use super::signals::stoppable;
use super::user_arguments::ExportArguments;
use crate::aws::document::describe_user_pool;
use crate::model::blueprint::Blueprint;
use crate::problem::{Problem, ProblemKind};
use crate::users::classify::{Row, included};
use crate::users::csv::encode::push_row;
use crate::users::groups::person::Person;
use crate::users::import::rest::{Rest, Rows, header};
use crate::users::import::text;
use crate::users::reading::chain::{Pool, Seen};

/// The version of the document that `--json` prints.
const EXPORT_FORMAT: u32 = 1;

pub async fn run(arguments: &Arguments, flags: &ExportArguments) -> Result<Exit, Problem> {
    connect::named(arguments)?;
    let to_standard_output = flags.to.as_os_str() == "-";
    if to_standard_output && arguments.json {
        let why = "--json prints a document on standard output, where the rows would go too.";
        return Err(
            Problem::new(ProblemKind::Invalid, "The rows have no place.", why).remedy("Give --to FILE, or leave out --json.")
        );
    }
    // Before anything is read: a file that cannot be written must not cost an hour.
    let mut file = CsvFile::create(&flags.to, to_standard_output)?;
    let Connected { session, accounts, spec, .. } = connect::reread(arguments).await.inspect_err(|_| file.discard())?;
    let blueprint = Blueprint::new(&spec, &session.made);
    let (source, destination) = (&accounts.source, &accounts.destination);
    let exported = stoppable(async |stop| {
        let pools = tokio::try_join!(
            describe_user_pool(source, &spec.source.pool_id),
            describe_user_pool(destination, blueprint.destination_pool_id()),
        )?;
        let header = header(destination, &pools.1).await?;
        let rest = Rest {
            source: Pool { account: source, id: &spec.source.pool_id, stop },
            destination: Pool { account: destination, id: blueprint.destination_pool_id(), stop },
            mapping: &spec.user_mapping,
            header: &header,
            pools: [&pools.0, &pools.1],
            include: included(&flags.who.include, &flags.who.exclude),
            per_second: flags.reading.per_second,
            shards: flags.reading.shards,
        };
        file.write(&format!("{}\n", header.line))?;
        let mut meter = Meter::new(arguments.json);
        let known = rest.know(&mut |pass, progress| meter.tell(pass.words(), progress)).await?;
        let tally =
            rest.each(&known, &mut Seen::new(), &mut file, &mut |pass, progress| meter.tell(pass.words(), progress)).await;
        meter.done();
        file.finish()?;
        tally
    })
    .await;
    // Half a file would be taken for a whole one.
    let tally = exported.inspect_err(|_| file.discard())?;
    match arguments.json {
        true => output::document(&json!({
            "format_version": EXPORT_FORMAT,
            "session": session.name,
            "file": flags.to,
            "rows": tally.rows(),
            "users": tally.users,
            "classes": text::classes(&tally),
        }))?,
        false => text::tally(&tally).iter().for_each(|line| output::aside(line)),
    }
    Ok(Exit::Fine)
}

/// The file, readable by its owner alone from its first byte on; or standard output.
struct CsvFile<'a> {
    path: Option<&'a Path>,
    writer: Box<dyn Write + Send>,
    row: String,
}

impl<'a> CsvFile<'a> {
    fn create(path: &'a Path, to_standard_output: bool) -> Result<Self, Problem> {
        if to_standard_output {
            return Ok(Self { path: None, writer: Box::new(BufWriter::new(std::io::stdout())), row: String::new() });
        }
        let file = create_new(path).map_err(|error| {
            let problem =
                Problem::new(ProblemKind::Invalid, format!("The file {} cannot be made.", path.display()), error.to_string());
            match error.kind() {
                ErrorKind::AlreadyExists => problem.remedy("Name a file that does not exist yet: nothing is written over."),
                _ => problem.remedy("Name a file in a directory of your own."),
            }
        })?;
        Ok(Self { path: Some(path), writer: Box::new(BufWriter::new(file)), row: String::new() })
    }

    fn write(&mut self, text: &str) -> Result<(), Problem> {
        self.writer.write_all(text.as_bytes()).map_err(unwritable)
    }

    fn finish(&mut self) -> Result<(), Problem> {
        self.writer.flush().map_err(unwritable)
    }

    /// Takes away what is not whole.
    fn discard(&mut self) {
        if let Some(path) = self.path.take() {
            // It may be gone already; there is nobody else to tell.
            drop(std::fs::remove_file(path));
        }
    }
}

#[async_trait]
impl Rows for CsvFile<'_> {
    async fn take(&mut self, _person: &Person, row: Row) -> Result<(), Problem> {
        self.row.clear();
        push_row(&mut self.row, row.cells.iter().map(String::as_str));
        self.writer.write_all(self.row.as_bytes()).map_err(unwritable)
    }
}

#[cfg(unix)]
pub fn create_new(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
pub fn create_new(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn unwritable(error: std::io::Error) -> Problem {
    Problem::new(ProblemKind::Local, "The rows could not be written.", error.to_string())
        .remedy("What was written of the file is removed again. Make room, or name a file elsewhere, and give the command again.")
}
