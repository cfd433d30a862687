// The faults that published handlers for this trigger have, each with the tests here that it would fail. tests/it/peers.rs and
// tests/lab/peers.rs list the others.
export const PEERS = {
  "a temporary password becomes a lasting one": ["a temporary password is never CONFIRMED, and the user is not even read"],
  "a disabled user comes in by a forgotten password": [
    "a disabled user is refused",
    "a user whose being enabled is not told is refused",
  ],
  "an address is called verified that never was": ["email_verified=false stays false, and one that is absent stays absent"],
  "sub, identities or cognito:* are handed over, and the migration fails": [
    "sub, identities, cognito:* and username never reach the destination",
  ],
  "groups are copied at every sign-in, forever": [
    "a sign-in of anybody without a mark makes no call at all",
    "more groups than a page holds come along, and no more than five are asked for at a time",
  ],
  "a wrong password costs more than one call": ["a wrong password costs exactly one call of a warm function"],
  "every sign-in assumes the role again": [
    "the second sign-in makes no AssumeRole and no new client",
    "concurrent cold invocations share one AssumeRole, and one of them counts it",
  ],
  "credentials run out in the middle of a sign-in": [
    "credentials are renewed before they expire",
    "a sign-in at any minute of six hours uses credentials with at least five minutes left",
  ],
  "a password, a token or an address is in the log": ["shows nothing private in the log or the error"],
  "a refused sign-in ends the process, and the next person waits for a cold start": [
    "whoever was refused or failed before, the next one signs in, in the same process and with the same client",
  ],
  "a second factor is dropped silently": ["logs one line that says challenge:SOFTWARE_TOKEN_MFA"],
  "AWS's own words reach the person": ["is failed, as the caller sees it"],
};
