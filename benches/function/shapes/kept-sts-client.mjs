// The STS client is kept; AssumeRole and a new Cognito client at every sign-in. The shape of AWS Support's template.
import { answer, assumeRole, checkPassword, isSignIn, newCognito, newSts, readUser } from "./common.mjs";

const sts = newSts();

export async function handler(event) {
  const cognito = newCognito(await assumeRole(sts));
  if (isSignIn(event)) await checkPassword(cognito, event);
  return answer(event, await readUser(cognito, event));
}
