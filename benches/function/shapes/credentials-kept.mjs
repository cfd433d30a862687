// What no published one does, and the next best thing to ours: role and client kept, password, then user.
import { answer, assumeRole, checkPassword, isSignIn, newCognito, newSts, readUser } from "./common.mjs";

let cognito;

export async function handler(event) {
  cognito ??= newCognito(await assumeRole(newSts()));
  if (isSignIn(event)) await checkPassword(cognito, event);
  return answer(event, await readUser(cognito, event));
}
