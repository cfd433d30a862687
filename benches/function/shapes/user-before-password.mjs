// New clients each time, and the user is read before the password is checked: a wrong one costs three calls too.
import { answer, assumeRole, checkPassword, isSignIn, newCognito, newSts, readUser } from "./common.mjs";

export async function handler(event) {
  const cognito = newCognito(await assumeRole(newSts()));
  const attributes = await readUser(cognito, event);
  if (isSignIn(event)) await checkPassword(cognito, event);
  return answer(event, attributes);
}
