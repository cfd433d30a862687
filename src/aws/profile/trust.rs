//! Whose certificates are trusted: this machine's, or those of the file that the environment or the profile names.

use std::path::Path;

use aws_smithy_http_client::tls::TrustStore;
use aws_types::os_shim_internal::Env;
use base64::Engine as _;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::aws::profile::files::{ProfileFiles, expanded};
use crate::problem::{Problem, ProblemKind};

/// The certificates of `AWS_CA_BUNDLE`, of the profile's `ca_bundle` or of `REQUESTS_CA_BUNDLE`, in this order; they are trusted in place of
/// the machine's own, as in the AWS CLI. None where no file is named.
///
/// Errors: [`ProblemKind::Local`], where the file cannot be read or holds no certificate.
pub(in crate::aws) fn bundle(env: &Env, files: &ProfileFiles, profile: &str) -> Result<Option<TrustStore>, Problem> {
    let variable = |name: &str| {
        let path = env.get(name).ok().filter(|path| !path.is_empty())?;
        Some((path, format!("the environment variable {name}")))
    };
    let of_profile = || Some((files.get(profile, "ca_bundle")?.to_owned(), format!("ca_bundle of profile {profile}")));
    let named = variable("AWS_CA_BUNDLE").or_else(of_profile).or_else(|| variable("REQUESTS_CA_BUNDLE"));
    let Some((path, set_in)) = named else { return Ok(None) };
    let path = expanded(env, &path);
    let problem = |why: String| {
        let what = format!("Could not read the certificates that {set_in} names.");
        Problem::new(ProblemKind::Local, crate::text::printable(&what), why)
            .remedy("Name a PEM file with the certificates to trust, or take the setting away to trust those of this machine.")
    };
    let content = std::fs::read(&path).map_err(|error| problem(format!("{}: {error}.", path.display())))?;
    let certificates = certificates(&content);
    if certificates.is_empty() {
        return Err(problem(no_certificate(&path)));
    }
    let store = TrustStore::empty();
    Ok(Some(certificates.iter().fold(store, |store, certificate| store.with_pem_certificate(pem(certificate)))))
}

fn no_certificate(path: &Path) -> String {
    format!("{} holds no certificate that can be used (-----BEGIN CERTIFICATE-----).", path.display())
}

/// The certificates that can be used; the HTTP client would end the program over one that cannot.
fn certificates(content: &[u8]) -> Vec<CertificateDer<'static>> {
    let usable = |certificate: &CertificateDer<'static>| RootCertStore::empty().add(certificate.clone()).is_ok();
    CertificateDer::pem_slice_iter(content).filter_map(Result::ok).filter(usable).collect()
}

fn pem(certificate: &CertificateDer<'_>) -> String {
    let encoded = base64::engine::general_purpose::STANDARD.encode(certificate);
    let lines: Vec<&str> = (0..encoded.len()).step_by(64).map(|at| &encoded[at..encoded.len().min(at + 64)]).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
