//! A program on a pseudo-terminal, with a terminal emulator that shows what is on the screen.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use test_support::headless;

/// Longer than anything takes on a busy machine; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(40);

/// What takes the terminal, undone: paste mode off, alternate screen left, cursor shown.
pub const GIVEN_BACK: [&str; 3] = ["\x1b[?2004l", "\x1b[?1049l", "\x1b[?25h"];

struct Seen {
    terminal: vt100::Parser,
    bytes: Vec<u8>,
    closed: bool,
}

pub struct Program {
    seen: Arc<(Mutex<Seen>, Condvar)>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// Kept open, so that the terminal's settings can be read after the program has ended.
    _slave: Box<dyn SlavePty + Send>,
    settings_before: String,
}

/// `cognito-ferry` with these arguments, its files in `directory`, nothing of this machine's AWS configuration in sight.
pub fn ferry(directory: &Path, arguments: &[&str]) -> CommandBuilder {
    command(headless::program(), directory, arguments)
}

pub fn command(program: &str, directory: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env_clear();
    for name in ["PATH", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("AWS_EC2_METADATA_DISABLED", "true")] {
        command.env(name, value);
    }
    command.env("HOME", directory);
    command.env("COGNITO_FERRY_SESSIONS", directory.join("sessions"));
    command.cwd(directory);
    command
}

impl Program {
    pub fn start(width: u16, height: u16, command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(size(width, height)).unwrap();
        let settings_before = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let seen = Arc::new((
            Mutex::new(Seen { terminal: vt100::Parser::new(height, width, 0), bytes: Vec::new(), closed: false }),
            Condvar::new(),
        ));
        let mut output = pair.master.try_clone_reader().unwrap();
        let writer = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let read = output.read(&mut buffer).unwrap_or(0);
                let mut seen = writer.0.lock().unwrap_or_else(PoisonError::into_inner);
                seen.terminal.process(&buffer[..read]);
                seen.bytes.extend_from_slice(&buffer[..read]);
                seen.closed = read == 0;
                writer.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        Self { seen, keyboard, child, master: pair.master, _slave: pair.slave, settings_before }
    }

    /// Waits until the screen is as `done` wants it; gives the screen.
    pub fn wait(&self, what: &str, done: impl Fn(&vt100::Screen) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if done(seen.terminal.screen()) {
                return seen.terminal.screen().contents();
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !seen.closed,
                "waited for {what}; on the screen is:\n{}",
                seen.terminal.screen().contents()
            );
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until all of these are on the screen.
    pub fn wait_for(&self, texts: &[&str]) -> String {
        self.wait(&format!("{texts:?}"), |screen| {
            let contents = screen.contents();
            texts.iter().all(|text| contents.contains(text))
        })
    }

    pub fn screen(&self) -> String {
        self.seen.0.lock().unwrap_or_else(PoisonError::into_inner).terminal.screen().contents()
    }

    pub fn on_screen<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.seen.0.lock().unwrap_or_else(PoisonError::into_inner).terminal.screen())
    }

    /// Everything that was written so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap_or_else(PoisonError::into_inner).bytes.clone()
    }

    /// Whether nothing at all is written for so long.
    pub fn is_quiet_for(&self, time: Duration) -> bool {
        let seen = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.bytes.len();
        let (seen, _) = self.seen.1.wait_timeout_while(seen, time, |seen| seen.bytes.len() == before).unwrap();
        seen.bytes.len() == before
    }

    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    pub fn resize(&self, width: u16, height: u16) {
        self.seen.0.lock().unwrap_or_else(PoisonError::into_inner).terminal.screen_mut().set_size(height, width);
        self.master.resize(size(width, height)).unwrap();
    }

    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.id().cast_signed()).unwrap(), signal).unwrap();
    }

    /// Waits for the end; gives the exit code.
    pub fn end(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            if Instant::now() > end {
                let screen = self.screen();
                self.child.kill().unwrap();
                panic!("it does not end; on the screen is:\n{screen}");
            }
            // Nothing can be waited for here that also ends when the program hangs.
            std::thread::yield_now();
        }
    }

    /// After the end: the terminal is as it was before, in settings, screen, cursor and paste mode.
    pub fn assert_given_back(&self) {
        // What the program wrote last may still be on its way through the terminal.
        self.wait("the alternate screen to be left, with the cursor shown", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        });
        assert_eq!(settings(&*self.master), self.settings_before, "the terminal's settings");
        let bytes = self.bytes();
        let text = String::from_utf8_lossy(&bytes);
        let taken = text.rfind("\x1b[?1049h").expect("it took the alternate screen");
        for sequence in GIVEN_BACK {
            assert!(text[taken..].contains(sequence), "{sequence:?} is missing after the screen was taken last");
        }
        assert!(!self.on_screen(vt100::Screen::hide_cursor), "the cursor is hidden");
        assert!(!self.on_screen(vt100::Screen::bracketed_paste), "bracketed paste is on");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn size(width: u16, height: u16) -> PtySize {
    PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }
}

/// Echo, line mode, signals and all the rest.
fn settings(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().unwrap())
}
