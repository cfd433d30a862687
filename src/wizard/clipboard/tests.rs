use super::*;

fn of(environment: &[(&str, &str)]) -> Clipboard {
    let environment: std::collections::BTreeMap<_, _> = environment.iter().copied().collect();
    Clipboard::of(|name| environment.get(name).map(|value| (*value).to_owned()))
}

/// What the terminal itself gets to see when tmux, or screen, hands on what is wrapped for it.
fn unwrapped(sequence: &str, prefix: &str) -> String {
    let mut text = String::new();
    let mut rest = sequence;
    while let Some(body) = rest.strip_prefix("\x1bP") {
        let body = body.strip_prefix(prefix).unwrap();
        // The string ends at the first ESC \ whose ESC is not doubled.
        let doubled = !prefix.is_empty();
        let mut end = 0;
        while !body[end..].starts_with("\x1b\\") {
            end += if doubled && body[end..].starts_with("\x1b\x1b") { 2 } else { 1 };
        }
        text += &if doubled { body[..end].replace("\x1b\x1b", "\x1b") } else { body[..end].to_owned() };
        rest = &body[end + 2..];
    }
    text
}

const TERMINAL: (&str, &str) = ("TERM", "xterm-256color");

#[test]
fn the_way_follows_from_what_the_environment_says() {
    type Case = (&'static [(&'static str, &'static str)], Between, &'static str);
    let cases: &[Case] = &[
        (&[TERMINAL], Between::Nothing, "to the terminal's clipboard."),
        (&[TERMINAL, ("SSH_TTY", "/dev/pts/1")], Between::Nothing, "through ssh to your terminal's clipboard."),
        (&[("TERM", "tmux-256color"), ("TMUX", "/tmp/t,1,0")], Between::Tmux, "tmux set -g set-clipboard on"),
        (&[("TERM", "screen-256color"), ("TMUX", "/tmp/t,1,0")], Between::Tmux, "tmux set -g set-clipboard on"),
        (&[("TERM", "tmux-256color"), ("SSH_TTY", "/dev/pts/1")], Between::Tmux, "tmux set -g set-clipboard on"),
        (&[("TERM", "screen"), ("STY", "1.pts")], Between::Screen, "through screen"),
        (&[("TERM", "screen.xterm-256color"), ("STY", "1.pts"), ("TMUX", "x")], Between::Screen, "through screen"),
        (&[("TERM", "tmux-256color"), ("STY", "1.pts"), ("TMUX", "x")], Between::Tmux, "tmux set -g"),
        (&[("TERM", "screen-256color"), ("SSH_TTY", "/dev/pts/1")], Between::ScreenOrTmux, "to screen, or to tmux"),
        (&[("TERM", "xterm"), ("TMUX", "")], Between::Nothing, "to the terminal's clipboard."),
    ];
    for (environment, between, words) in cases {
        let clipboard = of(environment);
        assert_eq!(clipboard.between, *between, "{environment:?}");
        let told = clipboard.told("The plan", "text");
        assert!(told.contains(words) && told.contains("The plan, 4 bytes") && told.contains("y once more"), "{told}");
    }
}

#[test]
fn a_terminal_that_takes_nothing_is_named_and_the_text_goes_to_a_file() {
    for (environment, name) in
        [(&[("TERM_PROGRAM", "Apple_Terminal"), TERMINAL][..], "Terminal.app"), (&[("TERM", "linux")], "The Linux console")]
    {
        let clipboard = of(environment);
        assert!(!clipboard.leads_somewhere());
        let told = clipboard.told("The plan", "text");
        assert!(told.starts_with(name) && told.contains("the plan is written to a file"), "{told}");
    }
    assert!(of(&[("TERM_PROGRAM", "Apple_Terminal"), TERMINAL, ("SSH_TTY", "x")]).leads_somewhere(), "that is another machine's");
}

#[test]
fn through_tmux_and_screen_the_terminal_gets_the_same_sequence() {
    let text = "Grüße, 山田 \u{1f980}\n".repeat(200);
    let plain = of(&[TERMINAL]).sequence(&text);
    assert!(plain.starts_with("\x1b]52;c;") && plain.ends_with('\x07'));
    let tmux = of(&[("TERM", "tmux"), ("TMUX", "x")]).sequence(&text);
    let wrapped = tmux.strip_suffix(&plain).expect("the plain one comes last");
    assert_eq!(unwrapped(wrapped, "tmux;"), plain);
    let screen = of(&[("TERM", "screen"), ("STY", "x")]).sequence(&text);
    assert_eq!(unwrapped(&screen, ""), plain);
    let longest = screen.split("\x1b\\").map(str::len).max().unwrap();
    assert!(longest <= 256, "{longest}: older versions of screen cut it off");
}

#[test]
fn a_text_that_many_terminals_would_cut_off_is_said_to_be_long() {
    let clipboard = of(&[TERMINAL]);
    assert!(!clipboard.told("The plan", &"x".repeat(56_000)).contains("more than many terminals take"));
    let told = clipboard.told("The plan", &"x".repeat(57_000));
    assert!(told.contains("57 kB") && told.contains("more than many terminals take"), "{told}");
}
