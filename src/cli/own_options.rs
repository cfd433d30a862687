//! Which command takes which of the options that commands share. A command shows its own in its help and refuses the others, with
//! where they belong; `-h` shows the few that most people need and fits one screen.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use crate::problem::{Problem, ProblemKind};

/// `cognito-ferry` without a command.
const WIZARD: &str = "";

/// These work on a migration that flags can describe whole.
const DESCRIBED_BY_FLAGS: [&str; 4] = [WIZARD, "preflight", "plan", "apply"];

/// These take none of the shared options; `help` is clap's own.
const NONE_OF_THEM: [&str; 2] = ["keys", "help"];

/// Which commands an option is for.
enum For {
    Only(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

/// Options that are no answer of the wizard.
const COMMON: [(&str, For); 7] = [
    ("session", For::AllBut(&["diagnose", "sessions"])),
    ("yes", For::Only(&["apply", "groups", "import", "teardown", "restore", "sign-in", "sessions"])),
    ("json", For::AllBut(&[WIZARD, "demo"])),
    ("sandbox", For::AllBut(&["demo"])),
    ("sessions_directory", For::AllBut(&[])),
    ("log_file", For::AllBut(&[])),
    ("color", For::Only(&[WIZARD, "demo"])),
];

/// Answers of the wizard that some more commands take: `diagnose` looks at any set-up, `verify` and `sign-in` may use other profiles than the
/// session's, and whatever opens an account may have to give a code.
const ALSO: [(&[&str], &[&str]); 3] = [
    (
        &[
            "source_profile",
            "source_region",
            "source_pool",
            "destination_profile",
            "destination_region",
            "destination_pool",
            "destination_client",
        ],
        &["verify", "sign-in", "diagnose"],
    ),
    (&["external_id"], &["diagnose"]),
    (
        &["source_mfa_code", "destination_mfa_code"],
        &["verify", "sign-in", "diagnose", "groups", "export", "import", "compare", "teardown", "restore"],
    ),
];

/// What `-h` shows of the shared options. The wizard asks for all but the session.
const IN_SHORT_HELP: [&str; 8] =
    ["session", "yes", "json", "source_profile", "source_pool", "destination_profile", "destination_pool", "destination_client"];

fn takes(command: &str, option: &Arg) -> bool {
    let id = option.get_id().as_str();
    if NONE_OF_THEM.contains(&command) {
        return false;
    }
    match COMMON.iter().find(|(common, _)| *common == id) {
        Some((_, For::Only(commands))) => return commands.contains(&command),
        Some((_, For::AllBut(commands))) => return !commands.contains(&command),
        None => {}
    }
    let also = |(options, commands): &(&[&str], &[&str])| options.contains(&id) && commands.contains(&command);
    DESCRIBED_BY_FLAGS.contains(&command) || ALSO.iter().any(also)
}

fn shared(root: &Command) -> Vec<Arg> {
    root.get_arguments().filter(|option| option.is_global_set()).cloned().collect()
}

/// The command line with each command's own options in its help.
pub fn narrowed(root: Command) -> Command {
    let options = shared(&root);
    let commands: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let root = commands.into_iter().fold(root, |root, name| {
        root.mut_subcommand(&name, |command| {
            let more = format!("All options: cognito-ferry {name} --help");
            let command = if command.has_subcommands() { command } else { command.after_help(more).after_long_help("") };
            command.args(options.iter().map(|option| as_seen_by(&name, option)))
        })
    });
    options.iter().fold(root, |root, option| {
        let seen = option.get_id() == "session";
        let hidden = !takes(WIZARD, option);
        root.mut_arg(option.get_id(), |option| option.hide(hidden).hide_short_help(!seen))
    })
}

/// The option in this command: of the same id, so that clap takes it in place of the root's.
fn as_seen_by(command: &str, option: &Arg) -> Arg {
    let short = IN_SHORT_HELP.contains(&option.get_id().as_str());
    option.clone().hide(!takes(command, option)).hide_short_help(!short)
}

/// Refuses an option that was given to a command which has no use for it.
///
/// # Errors
///
/// The first such option, with the commands that take it.
pub fn refuse_others(root: &Command, matches: &ArgMatches) -> Result<(), Problem> {
    let command = matches.subcommand_name().unwrap_or(WIZARD);
    // clap hands the values of shared options down to the innermost command.
    let mut innermost = matches;
    while let Some((_, inner)) = innermost.subcommand() {
        innermost = inner;
    }
    let given = |option: &&Arg| innermost.value_source(option.get_id().as_str()) == Some(ValueSource::CommandLine);
    match shared(root).iter().filter(|option| !takes(command, option)).find(given) {
        Some(option) => Err(no_option_of(command, option, root)),
        None => Ok(()),
    }
}

fn no_option_of(command: &str, option: &Arg, root: &Command) -> Problem {
    let flag = format!("--{}", option.get_long().unwrap_or(option.get_id().as_str()));
    let (name, help) = match command {
        WIZARD => ("the wizard".to_owned(), "cognito-ferry --help".to_owned()),
        command => (format!("`{command}`"), format!("cognito-ferry {command} --help")),
    };
    let commands = root.get_subcommands().map(Command::get_name).filter(|name| takes(name, option));
    let mut belongs: Vec<String> = commands.map(|name| format!("`{name}`")).collect();
    belongs.extend(takes(WIZARD, option).then(|| "the wizard (no command)".to_owned()));
    Problem::new(ProblemKind::Invalid, format!("{flag} is no option of {name}."), format!("It belongs to {}.", listed(&belongs)))
        .remedy(format!("Leave it out. What {name} accepts: {help}"))
}

/// `a`, `b` and `c`.
fn listed(names: &[String]) -> String {
    match names {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::CommandFactory as _;
    use clap::error::ErrorKind;

    use super::super::arguments::Arguments;
    use super::*;

    const SCREEN: (usize, usize) = (80, 24);

    /// Each command with what it must be given, the wizard first.
    fn commands() -> Vec<Vec<String>> {
        let mut found = vec![vec![]];
        for command in Arguments::command().get_subcommands() {
            let name = command.get_name().to_owned();
            match command.has_subcommands() {
                true => found.extend(command.get_subcommands().map(|inner| vec![name.clone(), inner.get_name().to_owned()])),
                false => found.push(vec![name]),
            }
        }
        found
    }

    fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<ArgMatches, clap::Error> {
        let root = narrowed(Arguments::command()).term_width(SCREEN.0);
        root.try_get_matches_from(std::iter::once("cognito-ferry").chain(words))
    }

    fn help(command: &[String], flag: &str) -> String {
        let asked = parse(command.iter().map(String::as_str).chain([flag])).unwrap_err();
        assert_eq!(asked.kind(), ErrorKind::DisplayHelp);
        asked.to_string()
    }

    #[test]
    fn the_command_line_is_sound() {
        narrowed(Arguments::command()).debug_assert();
    }

    #[test]
    fn the_short_help_of_every_command_fits_one_screen() {
        let mut all = commands();
        all.push(vec!["sessions".into()]);
        let helps = all.into_iter().map(|command| help(&command, "-h"));
        let too_long: Vec<String> = helps.filter(|help| help.trim_end().lines().count() > SCREEN.1).collect();
        assert!(too_long.is_empty(), "longer than {} lines:\n{}", SCREEN.1, too_long.join("\n---\n"));
    }

    #[test]
    fn the_long_help_of_a_command_shows_the_options_that_it_takes_and_no_others() {
        for command in commands() {
            let help = help(&command, "--help");
            let shows = |option: &Arg| {
                let flag = format!("--{}", option.get_long().unwrap());
                help.split(|letter: char| letter != '-' && !letter.is_ascii_alphanumeric()).any(|word| word == flag)
            };
            let name = command.first().map_or(WIZARD, String::as_str);
            for option in shared(&Arguments::command()) {
                assert_eq!(shows(&option), takes(name, &option), "{command:?} {}:\n{help}", option.get_id());
            }
        }
    }

    /// As a person would give it, before or behind the command.
    #[test]
    fn an_option_of_another_command_is_refused_with_where_it_belongs() {
        let root = Arguments::command();
        for command in root.get_subcommands().filter(|command| !command.has_subcommands()) {
            let name = command.get_name();
            let needed: &[&str] = match name {
                "sign-in" => &["--username", "ada"],
                "restore" => &["trigger"],
                "export" => &["--to", "rest.csv"],
                _ => &[],
            };
            for option in shared(&root) {
                let flag = format!("--{}", option.get_long().unwrap());
                let value = value_of(&option);
                let given = [flag.as_str()].into_iter().chain(value.as_deref());
                let behind: Vec<&str> = [name].into_iter().chain(needed.iter().copied()).chain(given.clone()).collect();
                let before: Vec<&str> = given.chain([name]).chain(needed.iter().copied()).collect();
                for words in [behind, before] {
                    let matches = parse(words.iter().copied()).unwrap_or_else(|error| panic!("{words:?}: {error}"));
                    let refusal = refuse_others(&root, &matches);
                    assert_eq!(refusal.is_ok(), takes(name, &option), "{words:?}");
                    if let Err(problem) = refusal {
                        assert_eq!(problem.what, format!("{flag} is no option of `{name}`."));
                        assert!(problem.why.contains('`') || problem.why.contains("the wizard"), "{problem:?}");
                    }
                }
            }
        }
    }

    fn value_of(option: &Arg) -> Option<String> {
        let takes_one = option.get_num_args().is_none_or(|count| count.takes_values()) && option.get_action().takes_values();
        let value = match option.get_id().as_str() {
            "replace" => "trigger",
            "managed_by" => "terraform",
            "color" => "never",
            _ => "1",
        };
        takes_one.then(|| value.to_owned())
    }
}
