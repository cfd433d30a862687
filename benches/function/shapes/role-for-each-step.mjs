// The role is assumed anew, with new clients, for each of the two steps.
import { answer, assumeRole, checkPassword, isSignIn, newCognito, newSts, readUser } from "./common.mjs";

const client = async () => newCognito(await assumeRole(newSts()));

export async function handler(event) {
  if (isSignIn(event)) await checkPassword(await client(), event);
  return answer(event, await readUser(await client(), event));
}
