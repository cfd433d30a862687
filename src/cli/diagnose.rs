//! `diagnose`: which link of a set-up is broken, whoever made it, found by reading alone; and, where a user is named, by a sign-in.

use super::arguments::{Arguments, DiagnoseArguments};
use super::exit::Exit;
use super::{connect, output, sign_in};
use crate::diagnose::discover::discover;
use crate::diagnose::report::DiagnosisReport;
use crate::diagnose::request::{DiagnoseRequest, SideRequest};
use crate::diagnose::{sign_in as test_sign_in, text};
use crate::problem::Problem;
use crate::secret::Secret;

pub async fn run(arguments: &Arguments, diagnose: &DiagnoseArguments) -> Result<Exit, Problem> {
    let origin = connect::origin(arguments)?;
    let seen = discover(&origin, &question(arguments, diagnose)).await?;
    if !arguments.json {
        connect::announce_each(std::iter::once(&seen.destination).chain(&seen.source));
    }
    let mut report = DiagnosisReport::of(&seen.discovery);
    if let Some(user_name) = &diagnose.username {
        let password = sign_in::password(diagnose.password_stdin)?;
        report.sign_in = Some(test_sign_in::sign_in(&seen, &report.links, user_name, &password).await?);
    }
    match arguments.json {
        true => output::document(&report)?,
        false => output::line(&text::text(&report)),
    }
    Ok(if report.failed() { Exit::Different } else { Exit::Fine })
}

fn question(arguments: &Arguments, diagnose: &DiagnoseArguments) -> DiagnoseRequest {
    let flags = &arguments.choices;
    let asked = |profile: &Option<String>, region: &Option<String>, pool: &Option<String>, code: &Option<String>| SideRequest {
        profile: profile.clone(),
        region: region.clone(),
        pool: pool.clone(),
        mfa_code: code.as_deref().map(Secret::new),
    };
    DiagnoseRequest {
        destination: asked(
            &flags.destination_profile,
            &flags.destination_region,
            &flags.destination_pool,
            &flags.destination_mfa_code,
        ),
        destination_client: flags.destination_client.clone(),
        source: asked(&flags.source_profile, &flags.source_region, &flags.source_pool, &flags.source_mfa_code),
        source_client: diagnose.source_client.clone(),
        source_role: diagnose.source_role.clone(),
        external_id: flags.external_id.clone(),
        function: diagnose.function.clone(),
    }
}
