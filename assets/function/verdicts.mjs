/**
 * What the answers and errors of AWS mean: for the person (refused, or failed with the apology) and for the log (a reason).
 */

export const refused = (reason) => ({ outcome: "refused", reason });
export const failed = (reason, details) => ({ outcome: "failed", reason, ...details });

// Only a plain word goes into the log, whoever sent it.
export const plain = (word) => (typeof word === "string" && /^\w{1,64}$/.test(word) ? word : "OTHER");

// AccessDenied too: it is the answer to sessions older than "revoke active sessions", and a new one is then allowed.
export const CREDENTIALS_REFUSED =
  /^(AccessDenied|ExpiredToken|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|UnrecognizedClient)/;
const [ANY, AUTH, SOURCE, DESTINATION, ROLE] = [/^/, /^AdminInitiateAuth$/, /^Admin/, /^destination:/, /^AssumeRole$/];

// Step, name and text of an error, and what that means; the first line that fits counts. The text chooses only the
// reason in the log, never whether the person is refused or the sign-in failed.
const VERDICTS = [
  [AUTH, /^NotAuthorizedException$/, /incorrect username or password/i, refused, "wrong-password"],
  [AUTH, /^NotAuthorizedException$/, /password attempts exceeded/i, refused, "locked-out"],
  [AUTH, /^NotAuthorizedException$/, /user is disabled/i, refused, "user-disabled"],
  [AUTH, /^NotAuthorizedException$/, /temporary password has expired/i, refused, "temporary-password-expired"],
  [AUTH, /^NotAuthorizedException$/, /security reasons/i, refused, "security"],
  [AUTH, /^NotAuthorizedException$/, /secret/i, refused, "source-client-secret"],
  [AUTH, /^NotAuthorizedException$/, ANY, refused, "not-authorized"],
  [AUTH, /^PasswordResetRequiredException$/, ANY, refused, "reset-required"],
  [AUTH, /^UserNotConfirmedException$/, ANY, refused, "not-confirmed"],
  [SOURCE, /^UserNotFoundException$/, ANY, refused, "user-not-found"],
  [SOURCE, /^InvalidParameterException$/, /\bat 'user(name|alias)' failed to satisfy constraint/i, refused, "name-ill-formed"],
  [ANY, /^(RegionDisabled|OptInRequired)/, ANY, failed, "region-disabled"],
  [ANY, /^OperationNotEnabled/, ANY, failed, "operation-not-enabled"],
  [ROLE, /^AccessDenied/, ANY, failed, "assume-role-denied"],
  [ROLE, /^ValidationError/, ANY, failed, "configuration"],
  [SOURCE, /^AccessDenied/, ANY, failed, "source-access-denied"],
  [DESTINATION, /^AccessDenied/, ANY, failed, "destination-access-denied"],
  [SOURCE, CREDENTIALS_REFUSED, ANY, failed, "source-credentials-rejected"],
  [SOURCE, /^InvalidParameterException$/, /flow not enabled/i, failed, "source-client-flow"],
  [SOURCE, /^InvalidParameterException$/, /secret/i, failed, "source-client-secret"],
  [SOURCE, /^ResourceNotFoundException$/, /pool client/i, failed, "source-client-missing"],
  [SOURCE, /^ResourceNotFoundException$/, ANY, failed, "source-pool-missing"],
  [SOURCE, /Lambda/, ANY, failed, "source-trigger"],
  [ANY, /^(InternalError|InternalFailure|ServiceUnavailable)/, ANY, failed, "unavailable"],
  [ANY, /^(Throttling|TooManyRequests|LimitExceeded|RequestLimitExceeded)/, ANY, failed, "throttled"],
  [ANY, /^(TimeoutError|AbortError|RequestTimeout|ETIMEDOUT)/, ANY, failed, "timeout"],
  [ANY, /^(ENOTFOUND|EAI_AGAIN|ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH)/, ANY, failed, "unreachable"],
  [ANY, ANY, ANY, failed, "unexpected"],
];

export function judge(error, step = "") {
  const [name, text] = [nameOf(error), String(error?.message)];
  const [, , , outcome, reason] = VERDICTS.find((v) => v[0].test(step) && v[1].test(name) && v[2].test(text));
  return { ...outcome(reason), error: name };
}

// A network error of Node.js is called Error and tells by its code what it is.
export const nameOf = (error) => plain(/^E[A-Z_]+$/.test(error?.code) ? error.code : error?.name);
