//! A wizard that waits costs nothing, and a terminal that changes its size all the time does not confuse it.

use std::time::Duration;

use crate::env::terminal::{Program, ferry};

/// On the pools screen of the demo, everything listed.
fn at_pools(command: portable_pty::CommandBuilder) -> Program {
    let mut program = Program::start(80, 24, command);
    program.wait_for(&["Session name", "The session keeps"]);
    program.press("\r");
    program.wait_for(&["account 111111111111", "account 222222222222"]);
    program.press("\r");
    program.wait_for(&["acme-customers", "acme-web"]);
    program
}

#[test]
fn an_idle_wizard_writes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let program = at_pools(ferry(directory.path(), &["demo"]));
    // The frame with the list may still be on its way.
    assert!((0..20).any(|_| program.is_quiet_for(Duration::from_millis(300))));
    #[cfg(target_os = "linux")]
    let before = processor_ticks(program.id());
    assert!(program.is_quiet_for(Duration::from_secs(3)), "it writes though nothing happens");
    #[cfg(target_os = "linux")]
    assert!(processor_ticks(program.id()) - before <= 1, "it computes though nothing happens");
}

/// User and system time of a process, in ticks of 10 ms.
#[cfg(target_os = "linux")]
fn processor_ticks(id: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

#[test]
fn a_storm_of_sizes_ends_in_the_right_picture() {
    let directory = tempfile::tempdir().unwrap();
    let program = at_pools(ferry(directory.path(), &["demo"]));
    let calm = program.wait_for(&["App client"]);
    for round in 0_u16..40 {
        match round % 4 {
            0 => program.resize(10, 10),
            1 => program.resize(300, 100),
            2 => program.resize(59, 16),
            _ => program.resize(61 + round, 17 + round),
        }
    }
    program.resize(50, 12);
    program.wait_for(&["this needs 60x16"]);
    program.resize(80, 24);
    // Blanks at the end of a row are written or left, as it comes.
    let picture = |contents: &str| contents.lines().map(|row| row.trim_end().to_owned()).collect::<Vec<_>>();
    program.wait("the same picture as before", |screen| picture(&screen.contents()) == picture(&calm));
}

#[test]
fn a_paste_is_one_text_and_its_line_breaks_submit_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = Program::start(80, 24, ferry(directory.path(), &["demo"]));
    program.wait_for(&["Session name", "The session keeps"]);
    program.press("\t\x15");
    program.press("\x1b[200~pasted\n-name\r\n\x1b[201~");
    program.wait_for(&["pasted-name", "Session name"]);
    program.press(&format!("\x1b[200~{}\x1b[201~", "x".repeat(100_000)));
    program.wait_for(&["Use 1 to 40 lower-case letters"]);
}

#[test]
fn with_no_color_nothing_is_coloured_and_the_marks_are_there() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = ferry(directory.path(), &["demo"]);
    command.env("NO_COLOR", "1");
    let program = at_pools(command);
    let shown = program.wait_for(&["✓ Home", "› User pools", "· Options"]);
    let coloured = program.on_screen(|screen| {
        let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
        cells.filter_map(|(row, column)| screen.cell(row, column)).any(|cell| cell.fgcolor() != vt100::Color::Default)
    });
    assert!(!coloured, "{shown}");
}

#[test]
fn the_first_frame_is_there_before_the_demo_has_been_looked_at() {
    let directory = tempfile::tempdir().unwrap();
    let program = Program::start(80, 24, ferry(directory.path(), &["demo"]));
    program.wait_for(&["Session name"]);
    let bytes = program.bytes();
    let text = String::from_utf8_lossy(&bytes);
    let first = text.find("Home").unwrap();
    assert!(text[..first].matches("\x1b[?2026h").count() == 1, "the first frame is one synchronized update");
}
