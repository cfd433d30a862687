// A new STS client, AssumeRole and a new Cognito client at every sign-in; password, then user. The widespread one.
import { answer, assumeRole, checkPassword, isSignIn, newCognito, newSts, readUser } from "./common.mjs";

export async function handler(event) {
  const cognito = newCognito(await assumeRole(newSts()));
  if (isSignIn(event)) await checkPassword(cognito, event);
  return answer(event, await readUser(cognito, event));
}
