// Source and destination in one account: no role, one client kept; password, then user. The fastest of the published ones.
import { answer, checkPassword, isSignIn, newCognito, readUser } from "./common.mjs";

const cognito = newCognito(undefined);

export async function handler(event) {
  if (isSignIn(event)) await checkPassword(cognito, event);
  return answer(event, await readUser(cognito, event));
}
