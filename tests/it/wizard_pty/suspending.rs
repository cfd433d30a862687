//! Ctrl-Z and fg, under a shell with job control.

use test_support::headless;

use crate::env::terminal::{Program, command};

#[test]
fn control_z_gives_the_shell_its_terminal_and_fg_draws_everything_anew() {
    let directory = tempfile::tempdir().unwrap();
    let mut shell = command("bash", directory.path(), &["--norc", "--noprofile", "-i"]);
    shell.env("PS1", "ready> ");
    let mut program = Program::start(80, 24, shell);
    program.wait_for(&["ready>"]);
    program.press(&format!("{} demo\r", headless::program()));
    program.wait_for(&["Session name", "The session keeps"]);
    let before = program.screen();
    for _ in 0..2 {
        program.press("\x1a");
        program.wait("the shell's screen", |screen| !screen.alternate_screen() && screen.contents().contains("Stopped"));
        program.press("echo the terminal echoes $((40 + 2)) and clear\r");
        program.wait_for(&["the terminal echoes 42"]);
        program.press("clear; fg\r");
        program.wait("the wizard again", |screen| screen.alternate_screen() && screen.contents() == before);
    }
    program.press("q");
    program.wait("the shell's screen", |screen| !screen.alternate_screen() && screen.contents().contains("ready>"));
    program.press("echo code $?\r");
    program.wait_for(&["code 0"]);
}
