//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    cognito_ferry::cli::main()
}
