//! A panic on any thread ends the program in every build alike: its message, then Rust's own exit code.

use std::sync::OnceLock;
use std::thread::{self, ThreadId};

/// As Rust's own after a panic of the main thread.
const EXIT_CODE: i32 = 101;

/// The thread that ends the program. Another that panics meanwhile waits: it would cut short what the first puts in order.
static ENDING: OnceLock<ThreadId> = OnceLock::new();

/// From now on; `first` runs before the message is told. The release build does not unwind, and what Rust does instead, aborting,
/// could leave a core dump with passwords in it.
pub fn ends_the_program(first: impl Fn() + Send + Sync + 'static) {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let this = thread::current().id();
        while *ENDING.get_or_init(|| this) != this {
            thread::park();
        }
        first();
        tell(info);
        std::process::exit(EXIT_CODE);
    }));
}
